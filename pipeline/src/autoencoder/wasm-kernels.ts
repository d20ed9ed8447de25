import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Kernels of our own for the wasm backend of TensorFlow.js, registered like any other, so that the code that trains
 * is ordinary TensorFlow.js and runs on every backend.
 *
 * Why they exist: tfjs-backend-wasm 4.22 is built for inference. Its `BatchMatMul` runs a scalar loop, some fourteen
 * times slower than the plain product, when a factor is transposed, as in every gradient of a dense layer; its `Sum`
 * transposes the whole matrix to add up rows; and a loss or a step of Adam is a dozen passes over memory.
 * `BatchMatMul`, `_FusedMatMul` and `Sum` are replaced where ours is faster and passed on where it does not apply;
 * `SigmoidCrossEntropy` and `Adam` are new, and their callers have a plain twin for other backends.
 * When the backend itself has fast transposed products, the replacements can go.
 *
 * The kernels work in place in the backend's own memory: tensors are passed by address.
 */
export async function registerWasmKernels(): Promise<void> {
  if (tf.getKernel(crossEntropyKernel, 'wasm')) return;
  const kernels = await instantiate();
  replaceKernel(tf.BatchMatMul, (original) => multiplyKernel(kernels, original));
  replaceKernel(tf._FusedMatMul, (original) => multiplyKernel(kernels, original));
  replaceKernel(tf.Sum, (original) => sumKernel(kernels, original));
  tf.registerKernel({
    kernelName: crossEntropyKernel,
    backendName: 'wasm',
    kernelFunc: crossEntropy(kernels),
  });
  tf.registerKernel({ kernelName: adamKernel, backendName: 'wasm', kernelFunc: adam(kernels) });
}

/** `{targets, logits} -> [mean loss, gradient of the logits]`; attribute none. */
export const crossEntropyKernel = 'SigmoidCrossEntropy';
/** `{weight, gradient, mean, square} -> []`, in place; attributes of `AdamAttributes`. */
export const adamKernel = 'Adam';

export interface AdamAttributes {
  /** The learning rate with both bias corrections folded in. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The exports of `kernels/index.as.ts`, where the parameters are described; pointers are byte addresses. */
interface Kernels {
  scratchBytes(m: number, n: number, k: number): number;
  // biome-ignore format: one line a matrix
  multiply(
    a: number, aRow: number, aDepth: number,
    b: number, bDepth: number, bColumn: number,
    c: number, m: number, n: number, k: number,
    bias: number, relu: number, scratch: number,
  ): void;
  columnSums(matrix: number, sums: number, rows: number, columns: number): void;
  crossEntropy(...args: [...Triple, rows: number, columns: number, scale: number]): number;
  adam(
    ...args: [...Quadruple, count: number, rate: number, beta1: number, beta2: number, epsilon: number]
  ): void;
}

type Triple = [number, number, number];
type Quadruple = [number, number, number, number];

/** What of tfjs-backend-wasm the kernels use. */
interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
}

async function instantiate(): Promise<Kernels> {
  const { wasm } = tf.backend() as WasmBackend;
  const bytes = await readFile(new URL('kernels.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory: wasm.asm.memory } });
  return instance.exports as unknown as Kernels;
}

function replaceKernel(name: string, replacement: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const config = tf.getKernel(name, 'wasm');
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ ...config, kernelFunc: replacement(config.kernelFunc) });
}

/** `BatchMatMul` and `_FusedMatMul` for a single product of float32 matrices; the original for the rest. */
function multiplyKernel(kernels: Kernels, original: tf.KernelFunc): tf.KernelFunc {
  const scratch = new Scratch();
  return (call) => {
    const { a, b, bias, preluActivationWeights } = call.inputs as Record<string, tf.TensorInfo | undefined>;
    const attributes = call.attrs as Partial<tf._FusedMatMulAttrs>;
    const { transposeA, transposeB, activation = 'linear' } = attributes;
    const [aRows, aColumns, aCount] = matrixShape(a!);
    const [bRows, bColumns, bCount] = matrixShape(b!);
    const [m, k, n] = [
      transposeA ? aColumns : aRows,
      transposeA ? aRows : aColumns,
      transposeB ? bRows : bColumns,
    ];
    const ours =
      aCount === 1 &&
      bCount === 1 &&
      m * n * k > 0 &&
      a!.dtype === 'float32' &&
      b!.dtype === 'float32' &&
      (bias === undefined || bias.shape.length === 1) &&
      preluActivationWeights === undefined &&
      (activation === 'linear' || activation === 'relu');
    if (!ours) return original(call);
    const backend = call.backend as WasmBackend;
    const leading = (a!.shape.length > b!.shape.length ? a! : b!).shape.slice(0, -2);
    const out = backend.makeOutput([...leading, m, n], 'float32');
    const workspace = scratch.atLeast(kernels.scratchBytes(m, n, k), backend);
    const [aRow, aDepth] = transposeA ? [4, 4 * m] : [4 * k, 4];
    const [bDepth, bColumn] = transposeB ? [4, 4 * k] : [4 * n, 4];
    // biome-ignore format: one line a matrix
    kernels.multiply(
      address(a!, backend), aRow, aDepth,
      address(b!, backend), bDepth, bColumn,
      address(out, backend), m, n, k,
      bias === undefined ? 0 : address(bias, backend), activation === 'relu' ? 1 : 0, workspace,
    );
    return out;
  };
}

/** Rows and columns of the last two dimensions, and how many such matrices the tensor holds. */
function matrixShape({ shape }: tf.TensorInfo): [rows: number, columns: number, count: number] {
  const [rows, columns] = shape.slice(-2);
  return [rows, columns, tf.util.sizeFromShape(shape.slice(0, -2))];
}

/** `Sum` over all leading dimensions, as in the gradient of a bias; the original for other axes. */
function sumKernel(kernels: Kernels, original: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const x = call.inputs.x as tf.TensorInfo;
    const { axis, keepDims } = call.attrs as unknown as tf.SumAttrs;
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const kept = x.shape.slice(axes.length);
    const leading = axes.every((dimension, i) => dimension === i);
    if (!leading || keepDims || kept.length === 0 || x.dtype !== 'float32') return original(call);
    const backend = call.backend as WasmBackend;
    const out = backend.makeOutput(kept, 'float32');
    const columns = tf.util.sizeFromShape(kept);
    const rows = tf.util.sizeFromShape(x.shape) / columns;
    kernels.columnSums(address(x, backend), address(out, backend), rows, columns);
    return out;
  };
}

function crossEntropy(kernels: Kernels): tf.KernelFunc {
  return ({ inputs, backend: any }) => {
    const backend = any as WasmBackend;
    const { targets, logits } = inputs as Record<string, tf.TensorInfo>;
    const [rows, columns] = logits.shape;
    const loss = backend.makeOutput([], 'float32');
    const gradient = backend.makeOutput(logits.shape, 'float32');
    const pointers = [targets, logits, gradient].map((tensor) => address(tensor, backend));
    const sum = kernels.crossEntropy(...(pointers as Triple), rows, columns, 1 / (rows * columns));
    backend.typedArrayFromHeap(loss)[0] = sum / (rows * columns);
    return [loss, gradient];
  };
}

function adam(kernels: Kernels): tf.KernelFunc {
  return ({ inputs, backend: any, attrs }) => {
    const backend = any as WasmBackend;
    const { weight, gradient, mean, square } = inputs as Record<string, tf.TensorInfo>;
    const { rate, beta1, beta2, epsilon } = attrs as unknown as AdamAttributes;
    const pointers = [weight, gradient, mean, square].map((tensor) => address(tensor, backend));
    const count = tf.util.sizeFromShape(weight.shape);
    kernels.adam(...(pointers as Quadruple), count, rate, beta1, beta2, epsilon);
    return [];
  };
}

/** Where a tensor lies in the backend's memory. */
function address({ dataId }: tf.TensorInfo, backend: WasmBackend): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Memory for packed factors, kept from one product to the next. */
class Scratch {
  private pointer = 0;
  private size = 0;

  /** The address of at least so many bytes. */
  atLeast(bytes: number, { wasm }: WasmBackend): number {
    if (bytes > this.size) {
      if (this.pointer !== 0) wasm._free(this.pointer);
      this.pointer = wasm._malloc(bytes) >>> 0;
      this.size = bytes;
    }
    return this.pointer;
  }
}
