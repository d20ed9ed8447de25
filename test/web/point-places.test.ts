import { describe, expect, it } from 'vitest';
import { nearestRows } from '../../web/src/data/nearest-rows.js';
import { createGridIndex } from '../../web/src/map/grid-index.js';
import { drawingOrder } from '../../web/src/map/points.js';
import { atOnce } from '../../web/src/slices.js';

describe('nearest rows in code space', () => {
  it('agree with sorting all distances', () => {
    const columns = 7;
    const rows = 200;
    const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898) * 3);
    const distance = (a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: columns }, (_, j) => values[a * columns + j] - values[b * columns + j]),
      );
    for (const row of [0, 57, 199]) {
      const all = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row);
      const expected = all.sort((a, b) => distance(row, a) - distance(row, b)).slice(0, 12);
      expect(nearestRows(values, columns, row, 12)).toEqual(expected);
    }
  });
});

describe('the index of points', () => {
  it('finds the nearest point as a look at all points does', () => {
    const n = 500;
    const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 78.233) * 10);
    const y = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 39.425) * 3);
    const index = atOnce(createGridIndex(x, y));
    for (let probe = 0; probe < 50; probe++) {
      const [px, py] = [Math.sin(probe) * 11, Math.cos(probe * 1.7) * 4];
      const distances = Array.from(x, (_, i) => Math.hypot(x[i] - px, y[i] - py));
      const nearest = Math.min(...distances);
      expect(index.nearest(px, py, 0.7)).toBe(nearest <= 0.7 ? distances.indexOf(nearest) : -1);
    }
  });

  it('copes with one point, and with all points in one place', () => {
    expect(atOnce(createGridIndex(Float32Array.of(2), Float32Array.of(3))).nearest(2.1, 3, 1)).toBe(0);
    const same = new Float32Array(1000).fill(7);
    expect(atOnce(createGridIndex(same, same)).nearest(7, 7, 1)).toBeGreaterThanOrEqual(0);
  });
});

describe('the drawing order', () => {
  const n = 20_000;
  const order = drawingOrder(n);

  it('is a permutation whose every prefix is a fair sample of a sorted table', () => {
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    for (const drawn of [1_000, 5_000, 10_000]) {
      const early = order.subarray(0, drawn).filter((row) => row < n / 2).length;
      expect(early / drawn).toBeGreaterThan(0.45);
      expect(early / drawn).toBeLessThan(0.55);
    }
  });

  it('puts neither half of a sorted table over the other', () => {
    const place = new Uint32Array(n);
    for (const [at, row] of order.entries()) place[row] = at;
    const firstOnTop = place.subarray(0, n / 2).filter((at, row) => at > place[row + n / 2]).length;
    expect(firstOnTop / (n / 2)).toBeGreaterThan(0.47);
    expect(firstOnTop / (n / 2)).toBeLessThan(0.53);
  });
});
