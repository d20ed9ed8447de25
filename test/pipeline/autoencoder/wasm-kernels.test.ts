import { Adam } from '@latentscape/pipeline/autoencoder/adam';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { valuesOf } from '@latentscape/pipeline/autoencoder/checkpoint';
import { crossEntropyFromLogits } from '@latentscape/pipeline/autoencoder/losses';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';

const random = new Random(1, 'sample');

beforeAll(async () => {
  await useBackend('wasm');
});

function draw(size: number, scale = 1): Float32Array {
  return Float32Array.from({ length: size }, () => scale * random.normal());
}

/** The same computation on tfjs's cpu backend, which has none of our kernels. */
async function onCpu<T>(compute: () => T): Promise<T> {
  await tf.setBackend('cpu');
  try {
    return compute();
  } finally {
    await tf.setBackend('wasm');
  }
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = Array.from(actual).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - expected[i])),
    0,
  );
  expect(worst).toBeLessThan(tolerance);
}

describe('products', () => {
  const shapes = Array.from({ length: 12 }, () => [0, 1, 2].map(() => 1 + (random.next() % 70)));

  test.each([...shapes, [1, 1, 1], [4, 8, 8], [5, 9, 7], [64, 128, 96]])(
    'of %i x %i x %i agree with the plain kernels, transposed or not',
    async (m, k, n) => {
      const [a, b] = [draw(m * k), draw(k * n)];
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const product = () =>
            tf.tidy(() => {
              const left = tf.tensor2d(a, transposeA ? [k, m] : [m, k]);
              const right = tf.tensor2d(b, transposeB ? [n, k] : [k, n]);
              const result = tf.matMul(left, right, transposeA, transposeB);
              expect(result.shape).toEqual([m, n]);
              return { values: result.dataSync() };
            });
          expectClose(product().values, (await onCpu(product)).values, 1e-4);
        }
      }
    },
  );

  test.each(['linear', 'relu', 'elu', 'sigmoid'] as const)(
    'with a bias and %s activation agree too',
    async (activation) => {
      const [x, w, bias] = [draw(9 * 13), draw(13 * 11), draw(11)];
      const layer = () => ({
        values: tf.fused
          .matMul({
            a: tf.tensor2d(x, [9, 13]),
            b: tf.tensor2d(w, [13, 11]),
            bias: tf.tensor1d(bias),
            activation,
          })
          .dataSync(),
      });
      expectClose(layer().values, (await onCpu(layer)).values, 1e-5);
    },
  );

  test('of stacks of matrices are left to the original kernel', async () => {
    const [a, b] = [draw(3 * 4 * 5), draw(3 * 5 * 6)];
    const product = () => ({
      values: tf.matMul(tf.tensor3d(a, [3, 4, 5]), tf.tensor3d(b, [3, 5, 6])).dataSync(),
    });
    expectClose(product().values, (await onCpu(product)).values, 1e-5);
  });
});

test.each([
  [[7, 13], [0]],
  [
    [2, 5, 9],
    [0, 1],
  ],
  [[6, 4], [1]],
  [
    [6, 4],
    [0, 1],
  ],
])('sums of a tensor of shape %j over axes %j agree with the plain kernel', async (shape, axes) => {
  const values = draw(tf.util.sizeFromShape(shape));
  const sum = () => ({ values: tf.sum(tf.tensor(values, shape), axes).dataSync() });
  expectClose(sum().values, (await onCpu(sum)).values, 1e-4);
});

test('cross-entropy and its gradient agree with the definition in double precision', () => {
  const [rows, columns] = [5, 11];
  const logits = draw(rows * columns, 6);
  logits[0] = 90; // saturated on both sides
  logits[1] = -90;
  const targets = Float32Array.from(logits, () => random.uniform());
  const loss = (x: tf.Tensor2D) => crossEntropyFromLogits(tf.tensor2d(targets, [rows, columns]), x);
  const { value, grad } = tf.valueAndGrad(loss as (x: tf.Tensor) => tf.Tensor)(
    tf.tensor2d(logits, [rows, columns]),
  );
  const terms = Array.from(
    logits,
    (x, i) => Math.max(x, 0) - x * targets[i] + Math.log1p(Math.exp(-Math.abs(x))),
  );
  const mean = terms.reduce((sum, term) => sum + term, 0) / terms.length;
  expect(value.dataSync()[0]).toBeCloseTo(mean, 5);
  const expected = Array.from(logits, (x, i) => (1 / (1 + Math.exp(-x)) - targets[i]) / logits.length);
  expectClose(grad.dataSync(), expected, 1e-7);
});

test('Adam moves weights as its plain twin does', async () => {
  const start = draw(37);
  const gradients = Array.from({ length: 5 }, () => draw(37));
  const run = () => {
    const weight = tf.variable(tf.tensor1d(start));
    const adam = new Adam([weight]);
    for (const gradient of gradients) adam.apply([tf.tensor1d(gradient)], 0.01);
    return { values: valuesOf(weight) };
  };
  expectClose(run().values, (await onCpu(run)).values, 1e-6);
});

describe('convolutions', () => {
  test.each([
    [[3, 8, 8, 1], [3, 3, 1, 4], 2, 'same'],
    [[2, 7, 5, 3], [3, 3, 3, 6], 2, 'same'],
    [[2, 6, 6, 4], [2, 3, 4, 5], 1, 'valid'],
    [[40, 14, 14, 4], [3, 3, 4, 8], 2, 'same'],
  ] as const)(
    'of %j with filters %j, stride %i, %s: gradients agree with the plain kernels',
    async (shape, filter, stride, pad) => {
      const [x, w] = [draw(tf.util.sizeFromShape([...shape])), draw(tf.util.sizeFromShape([...filter]))];
      const run = () => {
        const convolve = (images: tf.Tensor, filters: tf.Tensor) =>
          tf.sum(tf.square(tf.conv2d(images as tf.Tensor4D, filters as tf.Tensor4D, stride, pad)));
        const gradients = tf.grads(convolve)([tf.tensor4d(x, [...shape]), tf.tensor4d(w, [...filter])]);
        return { values: gradients.map((gradient) => gradient.dataSync()) };
      };
      const [actual, expected] = [run().values, (await onCpu(run)).values];
      for (const i of [0, 1]) {
        const largest = Math.max(...Array.from(expected[i], Math.abs));
        expectClose(actual[i], expected[i], 1e-5 * largest);
      }
    },
  );
});
