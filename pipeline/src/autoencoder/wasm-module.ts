import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';

/** The exports of `kernels/index.as.ts`, where the parameters are described; pointers are byte addresses. */
export interface Kernels {
  scratchBytes(m: number, n: number, k: number): number;
  // biome-ignore format: one line a matrix
  multiply(
    a: number, aRow: number, aDepth: number,
    b: number, bDepth: number, bColumn: number,
    c: number, m: number, n: number, k: number,
    accumulate: number, bias: number, activation: number, scratch: number,
  ): void;
  // biome-ignore format: one line a matrix
  multiplyRows(
    a: number, b: number,
    c: number, m: number, n: number, k: number,
    bias: number, activation: number, scratch: number,
  ): void;
  // biome-ignore format: one line a matrix
  multiplyColumns(
    a: number, b: number,
    c: number, m: number, n: number, k: number, scratch: number,
  ): void;
  columnSums(matrix: number, sums: number, rows: number, columns: number): void;
  // biome-ignore format: pointers first
  crossEntropy(
    targets: number, logits: number, gradient: number,
    rows: number, columns: number, scale: number,
  ): number;
  // biome-ignore format: pointers first
  adam(
    weights: number, moved: number, gradient: number, mean: number, square: number,
    count: number, rate: number, beta1: number, beta2: number, epsilon: number,
  ): void;
  gatherPatches(images: number, patches: number, ...shape: ConvolutionShape): void;
  scatterPatches(patches: number, images: number, ...shape: ConvolutionShape): void;
}

/** What `kernels/patches.as.ts` must know of a convolution. */
export type ConvolutionShape = [
  ...[count: number, height: number, width: number, channels: number],
  ...[filterHeight: number, filterWidth: number, outHeight: number, outWidth: number],
  ...[strideHeight: number, strideWidth: number, padTop: number, padLeft: number],
];

/** What of tfjs-backend-wasm the kernels use. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array;
}

/** The kernels, working inside the memory of the wasm backend, which must be the active one. */
export async function instantiateKernels(): Promise<Kernels> {
  const { wasm } = tf.backend() as WasmBackend;
  const bytes = await readFile(new URL('kernels.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory: wasm.asm.memory } });
  return instance.exports as unknown as Kernels;
}

/** Where a tensor lies in the backend's memory. */
export function address({ dataId }: tf.TensorInfo, backend: WasmBackend): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}

/** Memory for intermediate results, kept from one call to the next. */
export class Scratch {
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
