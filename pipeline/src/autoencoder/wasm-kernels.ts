import {
  BatchMatMul,
  type BatchMatMulAttrs,
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  Transpose,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** What of the wasm backend the replacement uses. */
interface WasmBackend {
  disposeData(dataId: object): boolean;
}

/**
 * Replaces the kernel of tfjs-backend-wasm 4.22 that is slow in training.
 *
 * `BatchMatMul` hands only the plain product to XNNPACK; with `transposeA` or `transposeB`, which every gradient of a
 * dense layer needs, it runs a scalar loop some fourteen times slower. The replacement transposes first (which is
 * cheap) and then takes the plain product. Once the backend itself does so, this file can go.
 */
export function replaceWasmKernels(): void {
  const original = getKernel(BatchMatMul, 'wasm');
  if (original === replacement) return; // asked for twice
  const plain = original.kernelFunc;
  const transpose = getKernel(Transpose, 'wasm').kernelFunc;

  const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
    const temporary: TensorInfo[] = [];
    const flipped = (x: TensorInfo): TensorInfo => {
      const rank = x.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const result = transpose({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
      temporary.push(result);
      return result;
    };
    const a = transposeA ? flipped(inputs.a as TensorInfo) : (inputs.a as TensorInfo);
    const b = transposeB ? flipped(inputs.b as TensorInfo) : (inputs.b as TensorInfo);
    const product = plain({ inputs: { a, b }, backend, attrs: { transposeA: false, transposeB: false } });
    for (const { dataId } of temporary) (backend as WasmBackend).disposeData(dataId);
    return product;
  };
  replacement = { ...original, kernelFunc };
  unregisterKernel(BatchMatMul, 'wasm');
  registerKernel(replacement);
}

let replacement: KernelConfig | undefined;
