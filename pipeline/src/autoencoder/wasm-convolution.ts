import * as tf from '@tensorflow/tfjs-core';
import { address, type ConvolutionShape, type Kernels, Scratch, type WasmBackend } from './wasm-module.js';

type Info = tf.backend_util.Conv2DInfo;

/** Rows of the patch matrix that are worked on at once: few enough to stay in the processor's cache. */
const patchRows = 2048;

/** The gradient of a convolution's filter: patches of the input, transposed, times the gradient of the output. */
export function filterGradientKernel(kernels: Kernels): tf.KernelFunc {
  const scratch = new Scratch();
  return ({ inputs, attrs, backend: any }) => {
    const backend = any as WasmBackend;
    const { x, dy } = inputs as Record<string, tf.TensorInfo>;
    const { filterShape, ...rest } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const info = describe(x.shape, filterShape, rest);
    const out = backend.makeOutput(filterShape, 'float32');
    backend.typedArrayFromHeap(out).fill(0);
    const steps = chunks(info);
    const workspace = scratch.atLeast(steps.patchBytes + productBytes(kernels, info, steps), backend);
    const product = workspace + steps.patchBytes;
    for (const { images, inputAt, outputAt, rows } of steps.list) {
      kernels.gatherPatches(address(x, backend) + inputAt, workspace, ...shapeOf(info, images));
      const [m, n] = [steps.patchSize, info.outChannels];
      // biome-ignore format: one line a matrix
      kernels.multiply(
        workspace, 4, 4 * m,
        address(dy, backend) + outputAt, 4 * n, 4,
        address(out, backend), m, n, rows,
        1, 0, 0, product,
      );
    }
    return out;
  };
}

/** The gradient of a convolution's input: the output's gradient times the filter, transposed, scattered from patches. */
export function inputGradientKernel(kernels: Kernels): tf.KernelFunc {
  const scratch = new Scratch();
  return ({ inputs, attrs, backend: any }) => {
    const backend = any as WasmBackend;
    const { dy, filter } = inputs as Record<string, tf.TensorInfo>;
    const { inputShape, ...rest } = attrs as unknown as tf.Conv2DBackpropInputAttrs;
    const info = describe(inputShape, filter.shape, rest);
    const out = backend.makeOutput(inputShape, 'float32');
    const steps = chunks(info);
    const workspace = scratch.atLeast(steps.patchBytes + productBytes(kernels, info, steps), backend);
    const product = workspace + steps.patchBytes;
    for (const { images, inputAt, outputAt, rows } of steps.list) {
      const [n, k] = [steps.patchSize, info.outChannels];
      // biome-ignore format: one line a matrix
      kernels.multiply(
        address(dy, backend) + outputAt, 4 * k, 4,
        address(filter, backend), 4, 4 * k,
        workspace, rows, n, k,
        0, 0, 0, product,
      );
      kernels.scatterPatches(workspace, address(out, backend) + inputAt, ...shapeOf(info, images));
    }
    return out;
  };
}

function describe(
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dimRoundingMode, dataFormat }: Omit<tf.Conv2DBackpropFilterAttrs, 'filterShape'>,
): Info {
  return tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** Groups of images whose patches are worked on at once, and where they lie in input and output, in bytes. */
function chunks(info: Info) {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const patchSize = info.filterHeight * info.filterWidth * inChannels;
  const places = outHeight * outWidth;
  const most = Math.max(1, Math.min(batchSize, Math.floor(patchRows / places)));
  const list = [];
  for (let first = 0; first < batchSize; first += most) {
    const images = Math.min(most, batchSize - first);
    list.push({
      images,
      rows: images * places,
      inputAt: 4 * first * inHeight * inWidth * inChannels,
      outputAt: 4 * first * places * outChannels,
    });
  }
  return {
    list,
    patchSize,
    rows: most * places,
    patchBytes: 16 * Math.ceil((most * places * patchSize) / 4),
  };
}

function productBytes(
  kernels: Kernels,
  { outChannels }: Info,
  { patchSize, rows }: ReturnType<typeof chunks>,
): number {
  return Math.max(
    kernels.scratchBytes(patchSize, outChannels, rows),
    kernels.scratchBytes(rows, patchSize, outChannels),
  );
}

function shapeOf(info: Info, images: number): ConvolutionShape {
  return [
    ...([images, info.inHeight, info.inWidth, info.inChannels] as const),
    ...([info.filterHeight, info.filterWidth, info.outHeight, info.outWidth] as const),
    ...([info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left] as const),
  ];
}
