import { procrustesDistance } from '@latentscape/pipeline/quality/procrustes';
import { expect, test } from 'vitest';
import { expected, mapValues, otherMapValues } from './reference-rows.js';

test('the distance of two maps is the disparity of scipy.spatial.procrustes', () => {
  expect(procrustesDistance(mapValues, otherMapValues)).toBeCloseTo(expected.procrustes, 6);
});

test('a map turned, mirrored, moved and scaled is the same shape', () => {
  const moved = mapValues.map((_, i) => (i % 2 === 0 ? 7 - 3 * mapValues[i + 1] : 3 * mapValues[i - 1]));
  expect(procrustesDistance(mapValues, moved)).toBeLessThan(1e-10);
});

test('the order of the two maps does not matter', () => {
  const there = procrustesDistance(mapValues, otherMapValues);
  expect(procrustesDistance(otherMapValues, mapValues)).toBeCloseTo(there, 12);
});

test('a map of one point only has no shape', () => {
  expect(() => procrustesDistance(mapValues, new Float32Array(600))).toThrow(
    'all points of the map coincide',
  );
});
