import { ByteTiles } from '@latentscape/pipeline/data/byte-tiles';
import { featureStatistics } from '@latentscape/pipeline/data/feature-statistics';
import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const memory = new KernelMemory();

const shapes = fc.record({
  // Fewer rows than a tile has, and more: one of 300 columns has 864 rows, one of few columns 4,080.
  shape: fc.oneof(
    fc.record({ rows: fc.integer({ min: 1, max: 100 }), columns: fc.integer({ min: 1, max: 70 }) }),
    fc.record({ rows: fc.integer({ min: 860, max: 1900 }), columns: fc.constantFrom(300, 301) }),
    fc.record({ rows: fc.integer({ min: 4070, max: 9000 }), columns: fc.integer({ min: 1, max: 9 }) }),
  ),
  pieces: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(250),
});

test.each([
  { place: 'in the memory of the kernels', take: undefined },
  { place: 'elsewhere', take: (length: number) => new Uint8Array(length) },
])('a matrix $place that is filled column by column lies row by row, its columns known', ({ take }) => {
  fc.assert(
    fc.property(shapes, ({ shape: { rows, columns }, pieces, seed }) => {
      const expected = Uint8Array.from({ length: rows * columns }, (_, i) => (i * i + seed * (i >> 3)) % 251);
      const mark = memory.arena.mark();
      const tiles = new ByteTiles(memory, rows, columns, take);
      expect(tiles.isEmpty).toBe(true);
      for (let piece = 0; piece < pieces; piece++) {
        const [start, end] = [piece, piece + 1].map((i) => Math.floor((i * rows) / pieces));
        for (let column = 0; column < columns; column++)
          tiles.put(
            column,
            start,
            Uint8Array.from({ length: end - start }, (_, row) => expected[(start + row) * columns + column]),
          );
      }
      const { values, statistics } = tiles.toRows();
      expect(values.every((value, i) => value === expected[i])).toBe(true);
      expect(statistics).toEqual(featureStatistics(expected, rows, columns));
      memory.arena.release(mark);
    }),
    { numRuns: 40 },
  );
});

test('of columns that were not filled, nothing is said to be known', () => {
  const tiles = new ByteTiles(memory, 3, 2);
  tiles.put(1, 0, Uint8Array.of(7, 8, 9));
  const { values, statistics } = tiles.toRows();
  expect([1, 3, 5].map((i) => values[i])).toEqual([7, 8, 9]);
  expect(statistics).toBeUndefined();
});
