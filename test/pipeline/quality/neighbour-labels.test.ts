import {
  confusionMatrix,
  labelAccuracy,
  labelsByNeighbours,
} from '@latentscape/pipeline/quality/neighbour-labels';
import { expect, test } from 'vitest';
import { nearestByDefinition } from './nearest.js';
import { expected, labels, map } from './reference-rows.js';

test('which digits sit among which on the map is what scikit-learn finds', () => {
  const predicted = labelsByNeighbours(nearestByDefinition(map, 10), 10, labels);
  expect(confusionMatrix(predicted, labels)).toEqual(expected.mapConfusion);
});

test('among labels with equally many votes the smallest code wins', () => {
  const neighbours = { k: 2, indices: Uint32Array.of(1, 2) };
  expect([...labelsByNeighbours(neighbours, 2, Int32Array.of(0, 2, 1))]).toEqual([1]);
});

test('rows without a label neither vote nor count', () => {
  const someLabels = Int32Array.of(0, -1, -1, 0);
  const neighbours = { k: 2, indices: Uint32Array.of(1, 3, 0, 2, 1, 0, 1, 2) };
  const predicted = labelsByNeighbours(neighbours, 2, someLabels);
  expect([...predicted]).toEqual([0, 0, 0, -1]);
  expect(labelAccuracy([0, 1, 2, 3], predicted, someLabels)).toEqual({ value: 0.5, standardError: 0 });
  expect(confusionMatrix(predicted, someLabels)).toEqual([[1]]);
});

test('without any label there is no accuracy', () => {
  const none = new Int32Array(3).fill(-1);
  const neighbours = { k: 1, indices: Uint32Array.of(1, 2, 0) };
  expect(labelAccuracy([0, 1, 2], labelsByNeighbours(neighbours, 1, none), none).value).toBeNaN();
});
