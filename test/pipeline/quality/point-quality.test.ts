import { pointQuality } from '@latentscape/pipeline/quality/point-quality';
import { matrixSpace } from '@latentscape/pipeline/quality/space';
import { expect, test } from 'vitest';
import { nearestByDefinition } from './nearest.js';
import { data, map, mapValues } from './reference-rows.js';

function measure(from: typeof data, to: typeof data, options = {}) {
  const columns = pointQuality(from, to, nearestByDefinition(from, 30), nearestByDefinition(to, 30), options);
  return Object.fromEntries(columns.map(({ name, values }) => [name, values]));
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

test('a perfect map keeps every neighbour, has no false ones and stretches nothing', () => {
  const { neighbours_kept, false_neighbours, stretch } = measure(map, map);
  expect(new Set(neighbours_kept)).toEqual(new Set([1]));
  expect(new Set(false_neighbours)).toEqual(new Set([0]));
  expect(new Set(stretch)).toEqual(new Set([0]));
});

test('a point that is moved to a strange place shows in its columns', () => {
  const moved = mapValues.slice();
  moved.set([500, 500], 2 * 7);
  const { neighbours_kept, false_neighbours, stretch } = measure(map, matrixSpace(moved, 300, 2));
  expect(neighbours_kept[7]).toBeLessThan(0.3);
  expect(false_neighbours[7]).toBeGreaterThan(0.5);
  expect(stretch[7]).toBe(Math.max(...stretch));
  expect(mean(neighbours_kept)).toBeGreaterThan(0.95);
});

test('stretch is told in powers of two', () => {
  const halves = Float32Array.from({ length: 40 }, (_, i) => (i < 20 ? i : 1000 + i));
  const stretched = halves.map((value) => (value < 500 ? value : 4 * value));
  const { stretch } = measure(matrixSpace(halves, 40, 1), matrixSpace(stretched, 40, 1), { k: 3 });
  expect(stretch[30] - stretch[10]).toBeCloseTo(2, 6);
});

test('the share of neighbours kept is 1 less than false where neither list is wider', () => {
  const { neighbours_kept, false_neighbours } = measure(data, map, { k: 10, wider: 10 });
  expect([...neighbours_kept].map((kept) => Math.fround(1 - kept))).toEqual([...false_neighbours]);
});

test('a point that coincides with its neighbours has no stretch', () => {
  const { stretch } = measure(matrixSpace(new Float32Array(40), 40, 1), matrixSpace(mapValues, 40, 2));
  expect(stretch.every(Number.isNaN)).toBe(true);
});
