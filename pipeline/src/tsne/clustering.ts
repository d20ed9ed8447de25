import type { Address } from './arena.js';
import type { Engine } from './engine.js';
import { copyRows, type Points, packInOrder } from './layout.js';
import { sample } from './random.js';
import { blocksOf, searchBlocks, takeCells } from './search.js';

const ROUNDS = 5;
const SAMPLE_PER_CELL = 20;

/** k-means (Lloyd 1982) on a sample of the rows; leaves the centres at `centres`, `cells x columns`. */
export function cluster(
  engine: Engine,
  rows: Address,
  count: number,
  columns: number,
  cells: number,
  centres: Address,
): void {
  const { team, arena, random } = engine;
  const mark = arena.mark();
  const size = Math.min(count, cells * SAMPLE_PER_CELL);
  const training = arena.take(size * columns * 4);
  const order = sample(count, size, random);
  copyRows(engine, {
    from: rows,
    fromColumns: columns,
    to: training,
    toColumns: columns,
    count: size,
    order,
  });
  const starts = sample(size, cells, random);
  copyRows(engine, {
    from: training,
    fromColumns: columns,
    to: centres,
    toColumns: columns,
    count: cells,
    order: starts,
  });
  const queries = packInOrder(engine, training, size, columns);
  const sums = arena.take(cells * columns * 8);
  const sizes = arena.take(cells * 4);
  const nearest = arena.take(size * 4);
  const distances = arena.take(size * 4);
  for (let round = 0; round < ROUNDS; round++) {
    nearestCentres(engine, queries, size, columns, centres, cells, nearest, distances);
    arena.bytes(sums, cells * columns * 8).fill(0);
    arena.bytes(sizes, cells * 4).fill(0);
    team.run('accumulateCells', 1, training, size, columns, nearest, sums, sizes);
    const sum = arena.f64(sums, cells * columns);
    const members = arena.i32(sizes, cells);
    const centre = arena.f32(centres, cells * columns);
    for (let i = 0; i < centre.length; i++) {
      const own = members[Math.floor(i / columns)];
      // A cell that lost all its rows stays where it was.
      if (own > 0) centre[i] = sum[i] / own;
    }
    engine.report('cells', round + 1, ROUNDS + 1);
  }
  arena.release(mark);
}

/** The nearest centre of each row, and its squared distance. */
export function assignCells(
  engine: Engine,
  rows: Address,
  count: number,
  columns: number,
  centres: Address,
  cells: number,
): { cellOf: Uint32Array; distances: Float32Array } {
  const { arena } = engine;
  const mark = arena.mark();
  const nearest = arena.take(count * 4);
  const distances = arena.take(count * 4);
  nearestCentres(
    engine,
    packInOrder(engine, rows, count, columns),
    count,
    columns,
    centres,
    cells,
    nearest,
    distances,
  );
  const result = {
    cellOf: arena.u32(nearest, count).slice(),
    distances: arena.f32(distances, count).slice(),
  };
  arena.release(mark);
  return result;
}

/** The search with k = 1 among the centres, all in one cell. */
function nearestCentres(
  engine: Engine,
  queries: Points,
  count: number,
  columns: number,
  centres: Address,
  cells: number,
  nearest: Address,
  distances: Address,
): void {
  const { arena } = engine;
  const mark = arena.mark();
  searchBlocks(engine, {
    blocks: blocksOf(Int32Array.of(0, Math.ceil(count / 8))),
    queries,
    references: packInOrder(engine, centres, cells, columns),
    cells: takeCells(engine, {
      ranges: Int32Array.of(0, Math.ceil(cells / 8)),
      centres: arena.put(new Float32Array(columns)),
      radii: Float32Array.of(Number.POSITIVE_INFINITY),
    }),
    columns,
    k: 1,
    indices: nearest,
    distances,
  });
  arena.release(mark);
}
