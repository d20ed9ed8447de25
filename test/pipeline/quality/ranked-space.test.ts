import { KernelTeam } from '@latentscape/pipeline/quality/kernel-team';
import { planRanking, RankedSpace } from '@latentscape/pipeline/quality/ranked-space';
import { featureSpace, matrixSpace, type Space, squaredDistance } from '@latentscape/pipeline/quality/space';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let team: KernelTeam;

beforeAll(async () => {
  team = await KernelTeam.start(1);
});

afterAll(() => team.close());

async function rank(space: Space, queries: Uint32Array, labels?: Int32Array) {
  const mark = team.arena.mark();
  const { rows } = space;
  const plan = planRanking(team, rows, labels, { queries: queries.length, nearest: rows - 1 });
  const ranked = new RankedSpace(team, space, plan);
  await ranked.rank(queries);
  const found = Array.from(queries, (_, i) => ({
    ranks: [...team.arena.u32(ranked.ranks + 4 * i * ranked.stride, rows)],
    nearest: [...ranked.nearestOf(i, rows - 1)],
  }));
  const silhouettes = labels ? [...ranked.silhouettes(queries.length)] : [];
  team.arena.release(mark);
  return { found, silhouettes };
}

/** Ranks and nearest rows by sorting; ties by row number. */
function byDefinition({ rows, columns, take }: Space, queries: Uint32Array) {
  const points = take(Uint32Array.from({ length: rows }, (_, row) => row));
  return Array.from(queries, (self) => {
    const distance = (row: number) => squaredDistance(points, self, points, row, columns);
    const nearest = Array.from({ length: rows }, (_, row) => row)
      .filter((row) => row !== self)
      .sort((a, b) => distance(a) - distance(b) || a - b);
    return { ranks: Array.from({ length: rows }, (_, row) => nearest.indexOf(row) + 1), nearest };
  });
}

const shape = { rows: fc.integer({ min: 2, max: 90 }), columns: fc.integer({ min: 1, max: 19 }) };
const queriesOf = (rows: number, pick: number) =>
  Uint32Array.of(pick % rows, (3 * pick + 1) % rows, rows - 1);

describe('the ranks of all rows, and the nearest', () => {
  test('are those of sorting, ties by row number: floats', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(shape), fc.nat(1000), async ({ rows, columns }, pick) => {
        // Small whole numbers, which give many ties and are exact.
        const values = Float32Array.from({ length: rows * columns }, (_, i) => ((i + pick) * 7919) % 5);
        const space = matrixSpace(values, rows, columns);
        const queries = queriesOf(rows, pick);
        expect((await rank(space, queries)).found).toEqual(byDefinition(space, queries));
      }),
    );
  });

  test('are those of sorting, ties by row number: bytes of any width', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(shape), fc.nat(1000), async ({ rows, columns }, pick) => {
        const values = Uint8Array.from({ length: rows * columns }, (_, i) => ((i + pick) * 7919) % 256);
        const scaling = { rule: 'none' as const, offset: 0, factor: 1 };
        const space = featureSpace({ rows, columns, values, scaling });
        expect(space.bytes).toBeDefined();
        const queries = queriesOf(rows, pick);
        expect((await rank(space, queries)).found).toEqual(byDefinition(space, queries));
      }),
    );
  });

  test('hold where the rows pass through in several blocks', async () => {
    const [rows, columns] = [2500, 784];
    const values = Uint8Array.from({ length: rows * columns }, (_, i) => (i * 2654435761) >>> 24);
    const scaling = { rule: 'none' as const, offset: 0, factor: 1 };
    const bytes = featureSpace({ rows, columns, values, scaling });
    const floats = matrixSpace(Float32Array.from(values), rows, columns);
    const queries = Uint32Array.of(0, 1337, 2499);
    const wanted = byDefinition(floats, queries);
    expect((await rank(bytes, queries)).found).toEqual(wanted);
    const { found } = await rank(floats, queries);
    // In float32 rows that are about equally far may change places.
    found.forEach(({ ranks }, query) => {
      for (const [row, value] of ranks.entries()) {
        expect(Math.abs(value - wanted[query].ranks[row])).toBeLessThanOrEqual(2);
      }
    });
  });
});

describe('the silhouette of a row', () => {
  test('is 0 where it is alone in its class, nothing where it has no label, and 1 between far points', async () => {
    const space = matrixSpace(Float32Array.of(0, 0, 1e6, 1e6, 5, 7), 6, 1);
    const labels = Int32Array.of(0, 0, 1, 1, 2, -1);
    const { silhouettes } = await rank(space, Uint32Array.of(0, 2, 4, 5), labels);
    expect(silhouettes).toEqual([1, 1, 0, Number.NaN]);
  });
});
