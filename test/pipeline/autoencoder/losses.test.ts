import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import {
  crossEntropyFromLogits,
  decayTerm,
  gaussianDivergence,
  klSparsity,
  l1Sparsity,
  meanSquaredError,
} from '@latentscape/pipeline/autoencoder/losses';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

const [rows, columns] = [4, 5];
const random = new Random(3, 'sample');
const uniform = () =>
  tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => 0.1 + 0.8 * random.uniform()),
    [rows, columns],
  );

beforeAll(async () => {
  await useBackend('wasm');
});

test.each([
  ['cross-entropy', (x: tf.Tensor2D) => crossEntropyFromLogits(targets(), x)],
  ['squared error', (x: tf.Tensor2D) => meanSquaredError(targets(), x)],
  ['L1 sparsity', l1Sparsity],
  ['KL sparsity', (x: tf.Tensor2D) => klSparsity(x, 0.05)],
  ['weight decay', (x: tf.Tensor2D) => decayTerm([x, targets()], { weightDecay: 0.3 })!],
  ['divergence from the prior, by mean', (x: tf.Tensor2D) => gaussianDivergence(x, targets())],
  ['divergence from the prior, by log-variance', (x: tf.Tensor2D) => gaussianDivergence(targets(), x)],
])('the gradient of %s agrees with finite differences', (_, loss) => {
  const at = uniform().dataSync() as Float32Array;
  const evaluate = (values: Float32Array) => loss(tf.tensor2d(values, [rows, columns])).dataSync()[0];
  const gradient = tf
    .grad(loss as (x: tf.Tensor) => tf.Scalar)(tf.tensor2d(at, [rows, columns]))
    .dataSync();
  const width = 1e-2;
  for (let i = 0; i < at.length; i++) {
    const shifted = (by: number) => evaluate(at.map((value, j) => (j === i ? value + by : value)));
    const difference = (shifted(width) - shifted(-width)) / (2 * width);
    expect(Math.abs(gradient[i] - difference)).toBeLessThan(1e-4 + 0.01 * Math.abs(difference));
  }
});

function targets(): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7) % 10) / 10),
    [rows, columns],
  );
}

test('the sparsity terms of a batch do not change when the batch is given twice', () => {
  const code = uniform();
  const twice = tf.concat([code, code]) as tf.Tensor2D;
  expect(l1Sparsity(twice).dataSync()[0]).toBeCloseTo(l1Sparsity(code).dataSync()[0], 5);
  expect(klSparsity(twice, 0.05).dataSync()[0]).toBeCloseTo(klSparsity(code, 0.05).dataSync()[0], 5);
});

test('the sparsity terms follow their definitions', () => {
  const code = tf.tensor2d([1, 0.5, 0, 0.3], [2, 2]);
  expect(l1Sparsity(code).dataSync()[0]).toBeCloseTo((1.5 + 0.3) / 2, 6);
  const divergence = (activity: number) =>
    0.1 * Math.log(0.1 / activity) + 0.9 * Math.log(0.9 / (1 - activity));
  expect(klSparsity(code, 0.1).dataSync()[0]).toBeCloseTo(divergence(0.5) + divergence(0.4), 5);
});

test('a standard normal code does not diverge from the prior', () => {
  const zeros = tf.zeros([3, 2]) as tf.Tensor2D;
  expect(gaussianDivergence(zeros, zeros).dataSync()[0]).toBeCloseTo(0, 7);
});
