import { activations } from '@latentscape/pipeline/autoencoder/activations';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import {
  instantiateKernels,
  type Kernels,
  type WasmBackend,
} from '@latentscape/pipeline/autoencoder/wasm-module';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';

// Products that leave out zeros against those that do not: what is chosen by the numbers must not change them.

let kernels: Kernels;
let backend: WasmBackend;
const random = new Random(3, 'sample');
const taken: number[] = [];

beforeAll(async () => {
  await useBackend('wasm');
  backend = tf.backend() as WasmBackend;
  kernels = await instantiateKernels();
});

afterEach(() => {
  for (const pointer of taken.splice(0)) backend.wasm._free(pointer);
});

function take(bytes: number): number {
  taken.push(backend.wasm._malloc(bytes) >>> 0);
  return taken.at(-1)!;
}

function put(values: Float32Array): number {
  const pointer = take(values.byteLength);
  new Float32Array(backend.wasm.asm.memory.buffer, pointer, values.length).set(values);
  return pointer;
}

function floats(pointer: number, length: number): Float32Array {
  return new Float32Array(backend.wasm.asm.memory.buffer, pointer, length).slice();
}

/** Numbers of which some are zero, a few of them with a minus, and one column in five always. */
function draw(rows: number, columns: number, full: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const zero = random.uniform() >= full || (full < 1 && (i % columns) % 5 === 3);
    return zero ? (random.uniform() < 0.1 ? -0 : 0) : random.normal();
  });
}

/** Scratch of just the size that was promised, between two words that nothing may touch. */
function guarded(bytes: number): { pointer: number; intact: () => boolean } {
  const pointer = take(bytes + 32);
  const guards = () =>
    [pointer, pointer + 16 + bytes].map((at) => new Uint32Array(backend.wasm.asm.memory.buffer, at, 4));
  for (const guard of guards()) guard.fill(0xabcd1234);
  return {
    pointer: pointer + 16,
    intact: () => guards().every((guard) => guard.every((word) => word === 0xabcd1234)),
  };
}

const bits = (values: Float32Array) => [...new Uint32Array(values.buffer)];

describe.each([
  [128, 784, 512],
  [128, 50, 16],
  [41, 97, 45],
  [1, 30, 17],
  [7, 1, 33],
  [130, 31, 9],
])('%i rows of %i numbers, %i units', (rows, columns, units) => {
  test.each([0, 0.02, 0.2, 0.45, 0.55, 1])('of which a share of %f is not zero: the same bits', (full) => {
    const x = put(draw(rows, columns, full));
    const weights = put(draw(columns, units, 1));
    const bias = put(draw(1, units, 1));
    const scratch = guarded(kernels.scratchBytes(rows, units, columns));
    const [plain, sparse] = [take(4 * rows * units), take(4 * rows * units)];
    for (const activation of [activations.linear, activations.elu]) {
      // biome-ignore format: one line a matrix
      kernels.multiply(x, 4 * columns, 4, weights, 4 * units, 4, plain, rows, units, columns, 0, bias, activation, scratch.pointer);
      kernels.multiplyRows(x, weights, sparse, rows, units, columns, bias, activation, scratch.pointer);
      expect(bits(floats(sparse, rows * units))).toEqual(bits(floats(plain, rows * units)));
    }
    expect(scratch.intact()).toBe(true);
  });

  test.each([0, 0.02, 0.2, 0.45, 0.55, 1])('the same, transposed, with a share of %f', (full) => {
    const x = put(draw(rows, columns, full));
    const gradient = put(draw(rows, units, 1));
    const scratch = guarded(kernels.scratchBytes(columns, units, rows));
    const [plain, sparse] = [take(4 * columns * units), take(4 * columns * units)];
    // biome-ignore format: one line a matrix
    kernels.multiply(x, 4, 4 * columns, gradient, 4 * units, 4, plain, columns, units, rows, 0, 0, 0, scratch.pointer);
    kernels.multiplyColumns(x, gradient, sparse, columns, units, rows, scratch.pointer);
    expect(bits(floats(sparse, columns * units))).toEqual(bits(floats(plain, columns * units)));
    expect(scratch.intact()).toBe(true);
  });
});

test('what is not a number is not taken for a zero', () => {
  const values = draw(4, 20, 0.1);
  values[5] = Number.NaN;
  const [x, weights] = [put(values), put(draw(20, 16, 1))];
  const [c, scratch] = [take(4 * 4 * 16), take(kernels.scratchBytes(4, 16, 20))];
  kernels.multiplyRows(x, weights, c, 4, 16, 20, 0, activations.linear, scratch);
  const product = floats(c, 64);
  expect(product.slice(0, 16).every(Number.isNaN)).toBe(true);
  expect(product.slice(16).some(Number.isNaN)).toBe(false);
});
