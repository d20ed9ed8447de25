import { covarianceTwin, projectTwin } from '@latentscape/pipeline/tsne/kernels/principal';
import {
  accumulateCellsTwin,
  arrangeRowsTwin,
  columnSumsTwin,
  packRowsTwin,
  unitRowsTwin,
} from '@latentscape/pipeline/tsne/kernels/rows';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeEngine } from './engine.js';

let engine: Awaited<ReturnType<typeof makeEngine>>;
beforeEach(async () => {
  engine = await makeEngine();
});

const random = randomFrom(31);
const [count, columns, chunkRows, chunks] = [601, 8, 256, 3];
const rows = Float32Array.from({ length: count * columns }, () => 3 * random() - 1);

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) expect(found[i]).toBeCloseTo(expected[i], digits);
    else expect(found[i]).toBe(expected[i]);
  }
}

describe('the kernels of rows agree with their twins:', () => {
  it('unitRows', () => {
    const { arena, team } = engine;
    const some = rows.slice();
    some.fill(0, 5 * columns, 6 * columns);
    const address = arena.put(some);
    team.run('unitRows', chunks, address, count, columns, chunkRows);
    expectClose(arena.f32(address, some.length), unitRowsTwin(some, columns), 6);
  });

  it('columnSums', () => {
    const { arena, team } = engine;
    const sums = arena.take(chunks * columns * 8);
    team.run('columnSums', chunks, arena.put(rows), count, columns, chunkRows, sums);
    const parts = arena.f64(sums, chunks * columns);
    const joined = Float64Array.from({ length: columns }, (_, c) =>
      [0, 1, 2].reduce((sum, chunk) => sum + parts[chunk * columns + c], 0),
    );
    expectClose(joined, columnSumsTwin(rows, columns), 9);
  });

  it('arrangeRows', () => {
    const { arena, team } = engine;
    const order = Uint32Array.from({ length: count }, (_, i) => (7 * i) % count);
    const mean = Float64Array.from({ length: 12 }, () => random());
    const to = arena.take(count * 12 * 4);
    const [from, orderAt, meanAt] = [arena.put(rows), arena.put(order), arena.put(mean)];
    team.run('arrangeRows', chunks, from, columns, orderAt, meanAt, 0.5, to, 12, count, chunkRows);
    expect(arena.f32(to, count * 12)).toEqual(arrangeRowsTwin(rows, columns, order, mean, 0.5, 12));
  });

  it('packRows', () => {
    const { arena, team } = engine;
    const rowOf = Int32Array.from({ length: 160 }, (_, place) =>
      place % 9 === 8 ? -1 : (3 * place) % count,
    );
    const packed = arena.take(20 * (columns + 1) * 32);
    team.run('packRows', 3, arena.put(rows), columns, arena.put(rowOf), 20, 8, packed);
    expectClose(arena.f32(packed, 20 * (columns + 1) * 8), packRowsTwin(rows, columns, rowOf), 5);
  });

  it('accumulateCells', () => {
    const { arena, team } = engine;
    const cellOf = Uint32Array.from({ length: count }, () => Math.floor(5 * random() ** 2));
    const [sums, sizes] = [arena.put(new Float64Array(5 * columns)), arena.put(new Int32Array(5))];
    team.run('accumulateCells', 1, arena.put(rows), count, columns, arena.put(cellOf), sums, sizes);
    const twin = accumulateCellsTwin(rows, columns, cellOf, 5);
    expectClose(arena.f64(sums, 5 * columns), twin.sums, 9);
    expect(arena.i32(sizes, 5)).toEqual(twin.sizes);
  });

  it('covariance', () => {
    const { arena, team } = engine;
    const size = columns * columns;
    const sums = arena.take(chunks * size * 8);
    team.run('covariance', chunks, arena.put(rows), count, columns, chunkRows, sums);
    const parts = arena.f64(sums, chunks * size);
    covarianceTwin(rows, columns).forEach((expected, i) => {
      // The kernel fills the upper triangle.
      if (i % columns < Math.floor(i / columns)) return;
      expect([0, 1, 2].reduce((sum, chunk) => sum + parts[chunk * size + i], 0)).toBeCloseTo(expected, 8);
    });
  });

  it('project', () => {
    const { arena, team } = engine;
    const directions = Float64Array.from({ length: 2 * columns }, () => random() - 0.5);
    const y = arena.take(count * 8);
    team.run('project', chunks, arena.put(rows), count, columns, chunkRows, arena.put(directions), y);
    expectClose(arena.f32(y, 2 * count), projectTwin(rows, columns, directions), 5);
  });
});
