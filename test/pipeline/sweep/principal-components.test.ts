import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { matrixSpace, type Space } from '@latentscape/pipeline/quality/space';
import { principalComponents, randomProjection } from '@latentscape/pipeline/sweep/principal-components';
import { beforeAll, expect, test } from 'vitest';
import { data, expected } from '../quality/reference-rows.js';

beforeAll(() => useBackend('wasm'));

const everyRow = (space: Space) => Array.from({ length: space.rows }, (_, row) => [...space.take([row])]);

test('the variances of the components are those of scikit-learn', () => {
  const projected = everyRow(principalComponents(data, 5));
  expected.principalVariances.forEach((variance: number, component: number) => {
    const squares = projected.map((row) => row[component] ** 2);
    const found = squares.reduce((sum, square) => sum + square, 0) / data.rows;
    expect(Math.abs(found / variance - 1)).toBeLessThan(1e-4);
  });
});

test('components are centred and uncorrelated', () => {
  const projected = everyRow(principalComponents(data, 3));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let component = 0; component < 3; component++) {
    expect(mean(projected.map((row) => row[component]))).toBeCloseTo(0, 4);
  }
  expect(mean(projected.map((row) => row[0] * row[1]))).toBeCloseTo(0, 1);
});

test('all components keep every distance', () => {
  const points = matrixSpace(Float32Array.of(1, 2, 4, 0, 3, 3, -2, 1, 0, 5, 5, 5), 4, 3);
  const turned = everyRow(principalComponents(points, 3));
  const distance = (rows: number[][]) => Math.hypot(...rows[0].map((value, i) => value - rows[3][i]));
  expect(distance(turned)).toBeCloseTo(distance(everyRow(points)), 4);
});

test('a random projection depends on its seed alone', () => {
  expect(everyRow(randomProjection(data, 2, 1))).toEqual(everyRow(randomProjection(data, 2, 1)));
  expect(everyRow(randomProjection(data, 2, 1))).not.toEqual(everyRow(randomProjection(data, 2, 2)));
});
