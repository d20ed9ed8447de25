import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activations } from './activations.js';
import type { AdamAttributes } from './kernel-names.js';
import { address, type Kernels, Scratch, type WasmBackend } from './wasm-module.js';

/** `BatchMatMul` and `_FusedMatMul` for a single product of float32 matrices; the original for the rest. */
export function multiplyKernel(kernels: Kernels, original: tf.KernelFunc): tf.KernelFunc {
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
      activation in activations;
    if (!ours) return original(call);
    const backend = call.backend as WasmBackend;
    const leading = (a!.shape.length > b!.shape.length ? a! : b!).shape.slice(0, -2);
    const out = backend.makeOutput([...leading, m, n], 'float32');
    const workspace = scratch.atLeast(kernels.scratchBytes(m, n, k), backend);
    const [left, right, product] = [a!, b!, out].map((matrix) => address(matrix, backend));
    const offset = bias === undefined ? 0 : address(bias, backend);
    const code = activations[activation as Activation];
    if (!transposeA && !transposeB) {
      kernels.multiplyRows(left, right, product, m, n, k, offset, code, workspace);
    } else if (!transposeB && offset === 0 && code === activations.linear) {
      kernels.multiplyColumns(left, right, product, m, n, k, workspace);
    } else {
      const [aRow, aDepth] = transposeA ? [4, 4 * m] : [4 * k, 4];
      const [bDepth, bColumn] = transposeB ? [4, 4 * k] : [4 * n, 4];
      // biome-ignore format: one line a matrix
      kernels.multiply(
        left, aRow, aDepth,
        right, bDepth, bColumn,
        product, m, n, k,
        0, offset, code, workspace,
      );
    }
    return out;
  };
}

/** Rows and columns of the last two dimensions, and how many such matrices the tensor holds. */
function matrixShape({ shape }: tf.TensorInfo): [rows: number, columns: number, count: number] {
  const [rows, columns] = shape.slice(-2);
  return [rows, columns, tf.util.sizeFromShape(shape.slice(0, -2))];
}

/** `Sum` over all leading dimensions, as in the gradient of a bias; the original for other axes. */
export function sumKernel(kernels: Kernels, original: tf.KernelFunc): tf.KernelFunc {
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

export function crossEntropyKernel({ crossEntropy }: Kernels): tf.KernelFunc {
  return ({ inputs, backend: any }) => {
    const backend = any as WasmBackend;
    const { targets, logits } = inputs as Record<string, tf.TensorInfo>;
    const [rows, columns] = logits.shape;
    const size = rows * columns;
    const loss = backend.makeOutput([], 'float32');
    const gradient = backend.makeOutput(logits.shape, 'float32');
    const at = (tensor: tf.TensorInfo) => address(tensor, backend);
    const sum = crossEntropy(at(targets), at(logits), at(gradient), rows, columns, 1 / size);
    backend.typedArrayFromHeap(loss)[0] = sum / size;
    return [loss, gradient];
  };
}

export function adamKernel({ adam }: Kernels): tf.KernelFunc {
  return ({ inputs, backend: any, attrs }) => {
    const backend = any as WasmBackend;
    const { weight, gradient, mean, square } = inputs as Record<string, tf.TensorInfo>;
    const { rate, beta1, beta2, epsilon } = attrs as unknown as AdamAttributes;
    // The new weights are a new tensor: the backend keeps packed copies of a filter for as long as its tensor lives.
    const moved = backend.makeOutput(weight.shape, 'float32');
    const at = (tensor: tf.TensorInfo) => address(tensor, backend);
    const count = tf.util.sizeFromShape(weight.shape);
    adam(at(weight), at(moved), at(gradient), at(mean), at(square), count, rate, beta1, beta2, epsilon);
    return moved;
  };
}
