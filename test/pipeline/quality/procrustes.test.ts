import { procrustesAlignment, procrustesDistance } from '@latentscape/pipeline/quality/procrustes';
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

test('alignment undoes a turn, a mirror, a move and a scale', () => {
  const moved = mapValues.map((_, i) => (i % 2 === 0 ? 7 - 3 * mapValues[i + 1] : 3 * mapValues[i - 1]));
  const mirrored = moved.map((value, i) => (i % 2 === 0 ? -value : value));
  for (const map of [moved, mirrored]) {
    const aligned = procrustesAlignment(mapValues, map);
    expect(Math.max(...aligned.map((value, i) => Math.abs(value - mapValues[i])))).toBeLessThan(1e-4);
  }
});

test('no other turn, mirrored or not, brings a map nearer', () => {
  const squares = (map: Float32Array) => map.reduce((sum, value, i) => sum + (value - mapValues[i]) ** 2, 0);
  const aligned = procrustesAlignment(mapValues, otherMapValues);
  const [meanX, meanY] = [0, 1].map((axis) => mean(mapValues.filter((_, i) => i % 2 === axis)));
  for (let degrees = 3; degrees < 360; degrees += 3) {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    for (const mirror of [1, -1]) {
      const turned = aligned.map((_, i) => {
        const [x, y] = [aligned[i - (i % 2)] - meanX, mirror * (aligned[i - (i % 2) + 1] - meanY)];
        return i % 2 === 0 ? meanX + cos * x - sin * y : meanY + sin * x + cos * y;
      });
      expect(squares(turned)).toBeGreaterThan(squares(aligned));
    }
  }
});

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
