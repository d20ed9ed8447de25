import { expect, it } from 'vitest';
import { crowdingOf, leastOpacity, opacityAlone, opacityOf, overlapOf } from '../../web/src/map/crowding.js';
import { emphasis } from '../../web/src/map/emphasis.js';
import { atOnce } from '../../web/src/slices.js';

/** A dense disc around the origin, evenly filled, and one point far from it. */
const dense = 40_000;
const rows = dense + 1;
const radius = (row: number) => 10 * Math.sqrt((row + 0.5) / dense);
const x = Float32Array.from({ length: rows }, (_, row) => radius(row) * Math.cos(row * 2.399963));
const y = Float32Array.from({ length: rows }, (_, row) => radius(row) * Math.sin(row * 2.399963));
[x[dense], y[dense]] = [40, 40];

function crowdingOfEach(kindOf: (row: number) => number) {
  const appearance = new Uint8Array(rows * 4);
  for (let row = 0; row < rows; row++) appearance[row * 4 + 3] = kindOf(row);
  return atOnce(crowdingOf({ x, y }, appearance));
}

/** Points in a cell, from a row's level. */
const countOf = (level: number) => 2 ** (level / 12) - 1;

it('counts as many points around each as lie there', () => {
  const { levels, cell } = crowdingOfEach(() => emphasis.normal);
  const expected = (dense / (Math.PI * 10 ** 2)) * cell ** 2;
  const found = Array.from({ length: 100 }, (_, i) => countOf(levels[i * 100]));
  for (const count of found) expect(count / expected).toBeCloseTo(1, 0);
  expect(found.reduce((sum, count) => sum + count, 0) / found.length / expected).toBeCloseTo(1, 1);
  expect(countOf(levels[dense])).toBeLessThan(1);
});

it('lets a dense heart cover what it should, and a single point stand out wherever it lies', () => {
  const { levels, cell } = crowdingOfEach(() => emphasis.normal);
  const [scale, diameter] = [8, 3];
  const overlap = overlapOf(cell, scale, diameter);
  expect(opacityOf(levels[dense], overlap)).toBeGreaterThan(0.8);
  // Points strewn at random cover 1 - (1 - a)^n of a place under n of them, n by the law of Poisson.
  const deep = (dense / (Math.PI * (10 * scale) ** 2)) * Math.PI * (diameter / 2) ** 2;
  const cover = 1 - Math.exp(-deep * opacityOf(levels[0], overlap));
  expect(cover).toBeCloseTo((opacityAlone * deep) / (1 + opacityAlone * deep), 1);
});

it('is more opaque the closer one looks, and never lost', () => {
  const { levels, cell } = crowdingOfEach(() => emphasis.normal);
  const zoomed = [1, 2, 4, 8, 16].map((zoom) =>
    opacityOf(levels[0], overlapOf(cell, 8 * zoom, 3 * zoom ** 0.55)),
  );
  expect(zoomed).toEqual([...zoomed].sort((a, b) => a - b));
  expect(zoomed.at(-1)! / zoomed[0]).toBeGreaterThan(3);
  expect(opacityOf(255, 1e6)).toBe(leastOpacity);
});

it('does not count what is hidden, and what is dimmed only among its like', () => {
  const all = crowdingOfEach(() => emphasis.normal);
  const half = crowdingOfEach((row) => (row % 2 ? emphasis.normal : emphasis.hidden));
  const both = crowdingOfEach((row) => (row % 2 ? emphasis.normal : emphasis.dim));
  expect(countOf(half.levels[101]) / countOf(all.levels[101])).toBeCloseTo(0.5, 1);
  expect(both.levels[101]).toBe(half.levels[101]);
  expect(countOf(both.levels[100]) / countOf(all.levels[100])).toBeCloseTo(0.5, 1);
});

it('stays a number where all points lie in one place', () => {
  const same = new Float32Array(50);
  const { levels, cell } = atOnce(
    crowdingOf({ x: same, y: same }, new Uint8Array(200).fill(emphasis.normal)),
  );
  expect(cell).toBeGreaterThan(0);
  expect(opacityOf(levels[0], overlapOf(cell, 100, 8))).toBeGreaterThan(0.2);
});
