import { Ranking } from '@latentscape/pipeline/quality/ranking';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('rows are ordered by distance, ties by row number, the row itself last', () => {
  const distance = fc.oneof(fc.float({ min: 0, noNaN: true }), fc.constantFrom(0, 1, 2));
  fc.assert(
    fc.property(fc.array(distance, { minLength: 2, maxLength: 60 }), fc.nat(), (list, pick) => {
      const self = pick % list.length;
      const distances = Float32Array.from(list);
      const ranking = new Ranking(list.length);
      ranking.sort(distances, self);
      const others = [...list.keys()].filter((row) => row !== self);
      const sorted = others.sort((a, b) => distances[a] - distances[b] || a - b);
      expect([...ranking.order]).toEqual([...sorted, self]);
      expect(Array.from(ranking.rank)).toEqual([...list.keys()].map((row) => sorted.indexOf(row) + 1));
    }),
  );
});
