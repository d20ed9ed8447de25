import { corrupt } from '@latentscape/pipeline/autoencoder/batches';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import { learningRateShare } from '@latentscape/pipeline/autoencoder/schedule';
import { scaleRows } from '@latentscape/pipeline/data/scale-rows';
import { expect, test } from 'vitest';

const clean = new Float32Array(20_000).fill(0.5);
const random = () => new Random(1, 'noise');
const share = (values: Float32Array, wanted: (value: number) => boolean) =>
  values.filter(wanted).length / values.length;

test('Gaussian noise has the standard deviation that was asked for', () => {
  const noisy = corrupt(clean, { noise: 0.3, noiseKind: 'gaussian', loss: 'mse' }, random());
  const variance = noisy.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / noisy.length;
  expect(Math.sqrt(variance)).toBeCloseTo(0.3, 2);
});

test('Gaussian noise stays in [0, 1] where the features do', () => {
  const noisy = corrupt(clean, { noise: 2, noiseKind: 'gaussian', loss: 'bce' }, random());
  expect(share(noisy, (value) => value < 0 || value > 1)).toBe(0);
});

test('masking sets the share that was asked for to zero and leaves the rest', () => {
  const noisy = corrupt(clean, { noise: 0.25, noiseKind: 'masking', loss: 'bce' }, random());
  expect(share(noisy, (value) => value === 0)).toBeCloseTo(0.25, 2);
  expect(share(noisy, (value) => value === 0.5)).toBeCloseTo(0.75, 2);
});

test('salt and pepper set equal shares to one and zero', () => {
  const noisy = corrupt(clean, { noise: 0.2, noiseKind: 'salt-and-pepper', loss: 'bce' }, random());
  expect(share(noisy, (value) => value === 0)).toBeCloseTo(0.1, 2);
  expect(share(noisy, (value) => value === 1)).toBeCloseTo(0.1, 2);
});

test('the clean values are not touched', () => {
  corrupt(clean, { noise: 0.9, noiseKind: 'masking', loss: 'bce' }, random());
  expect(share(clean, (value) => value === 0.5)).toBe(1);
});

test('rows are scaled column by column', () => {
  const scaling = { rule: 'standardise', offset: [1, 10], factor: [2, 0.5] } as const;
  const features = { rows: 2, columns: 2, values: new Float32Array([1, 10, 3, 20]), scaling };
  expect([...scaleRows(features, [1, 0])]).toEqual([4, 5, 0, 0]);
});

test.each([
  ['constant', [1, 1, 1]],
  ['cosine', [1, 0.50005, 1e-4]],
  ['one-cycle', [0.04, 0.812, 1e-4]],
] as const)('the %s schedule starts, goes on and ends where it should', (schedule, expected) => {
  expected.forEach((value, i) => {
    expect(learningRateShare(schedule, i / 2)).toBeCloseTo(value, 3);
  });
});
