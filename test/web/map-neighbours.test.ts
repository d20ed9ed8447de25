import { describe, expect, it } from 'vitest';
import { commonNeighbours, mapNeighbours } from '../../web/src/compare/map-neighbours.js';
import { matchRows } from '../../web/src/compare/match-rows.js';

/** Points that are crowded in one corner, as a grid would not like them. */
const n = 700;
const x = Float32Array.from({ length: n }, (_, i) => ((i * 7919) % 701) ** 3);
const y = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * ((i * 104_729) % 499));

describe('neighbours on a map', () => {
  it('are those that sorting all distances finds, nearest first', () => {
    const k = 10;
    const found = mapNeighbours(x, y, k);
    for (let row = 0; row < n; row++) {
      const square = (other: number) => (x[other] - x[row]) ** 2 + (y[other] - y[row]) ** 2;
      const others = Array.from({ length: n }, (_, other) => other).filter((other) => other !== row);
      const nearest = others.sort((a, b) => square(a) - square(b)).slice(0, k);
      expect([...found.subarray(row * k, (row + 1) * k)].map(square)).toEqual(nearest.map(square));
    }
  });

  it('are found where all points are in one place', () => {
    const found = mapNeighbours(new Float32Array(5_000), new Float32Array(5_000), 10);
    for (let row = 0; row < 5_000; row++) {
      const own = found.subarray(row * 10, (row + 1) * 10);
      expect(new Set(own).size).toBe(10);
      expect(own.includes(row)).toBe(false);
    }
  });

  it('in common are counted whatever their order', () => {
    const a = Uint32Array.of(1, 2, 3, 4, 5, 6);
    const b = Uint32Array.of(3, 1, 9, 7, 8, 9);
    expect([...commonNeighbours(a, b, 3)]).toEqual([2, 0]);
  });
});

describe('rows of two maps', () => {
  it('are matched by id; repeated ids in their order', () => {
    expect(matchRows(['a', 'b', 'a', 'c'], ['c', 'a', 'b', 'a'])).toEqual(Uint32Array.of(1, 2, 3, 0));
  });

  it('do not match where an id is missing, or is there less often', () => {
    expect(matchRows(['a', 'b', 'x'], ['a', 'b', 'c'])).toEqual({ missing: 1, example: 'x' });
    expect(matchRows(['a', 'a', 'b'], ['a', 'b', 'b'])).toEqual({ missing: 1, example: 'a' });
  });
});
