import type { Address } from './arena.js';
import { type ArrangedRows, arrangeQueries, arrangeRows, type SortedRows, type Vectors } from './cells.js';
import type { Engine } from './engine.js';
import type { NeighbourTable } from './joint-affinities.js';
import { copyRows, packInOrder } from './layout.js';
import { sample } from './random.js';
import { blocksOf, searchBlocks } from './search.js';

/** Up to this many rows all pairs are compared: that is faster than it would be to be wrong. */
const EXACT_ROWS = 16_000;
/** Rows on which the recall of an approximate search is measured. */
const RECALL_ROWS = 500;

/** How much of the true neighbours a search found: 1 for an exact one. */
export interface Recall {
  readonly value: number;
  /** Rows on which it was measured; 0 when the search was exact. */
  readonly sample: number;
}

/** References that an approximate search looks at for each query; all of them where that is no burden. */
function budgetFor(rows: number, k: number): number | undefined {
  return rows <= EXACT_ROWS
    ? undefined
    : Math.max(40 * k, Math.round(2.8 * Math.sqrt(rows) * Math.log2(rows)));
}

/**
 * The k nearest neighbours of each arranged row among the others: exact up to 16,000 rows (or when `exact`), beyond that
 * among the cells nearest to the row. Writes to `table`, whose memory the caller took.
 */
export function neighboursOfAll(
  engine: Engine,
  arranged: ArrangedRows,
  table: NeighbourTable,
  exact: boolean,
): Recall {
  const { k, indices, distances } = table;
  searchBlocks(engine, {
    blocks: blocksOf(arranged.ranges),
    queries: arranged.points,
    references: arranged.points,
    cells: arranged.cells,
    columns: arranged.columns,
    k,
    budget: exact ? undefined : budgetFor(arranged.count, k),
    indices,
    distances,
    onProgress: progressOf(engine, arranged.count),
  });
  return exact || arranged.count <= EXACT_ROWS
    ? { value: 1, sample: 0 }
    : measureRecall(engine, arranged, table);
}

/** Compares with an exact search on a sample. A neighbour counts as found when the table has one as near. */
function measureRecall(engine: Engine, arranged: ArrangedRows, { k, distances }: NeighbourTable): Recall {
  const { arena, random } = engine;
  const { columns, points, cells, count } = arranged;
  const mark = arena.mark();
  const size = Math.min(RECALL_ROWS, count);
  const chosen = sample(count, size, random);
  const rows = arena.take(size * columns * 4);
  copyRows(engine, {
    from: points.rows,
    fromColumns: columns,
    to: rows,
    toColumns: columns,
    count: size,
    order: chosen,
  });
  const queries = packInOrder(engine, rows, size, columns);
  const wanted = k + 1; // here a row finds itself, at distance 0
  const exactDistances = arena.take(size * wanted * 4);
  searchBlocks(engine, {
    blocks: blocksOf(new Int32Array([0, Math.ceil(size / 8)])),
    queries,
    references: points,
    cells,
    columns,
    k: wanted,
    indices: arena.take(size * wanted * 4),
    distances: exactDistances,
  });
  let found = 0;
  chosen.forEach((row, i) => {
    const farthest = arena.f32(exactDistances, size * wanted)[i * wanted + k];
    for (const distance of arena.f32(distances + row * k * 4, k)) if (distance <= farthest) found++;
  });
  arena.release(mark);
  return { value: found / (size * k), sample: size };
}

/** Room for a table of neighbours. */
export function takeTable(engine: Engine, rows: number, k: number): NeighbourTable {
  const take = (): Address => engine.arena.take(rows * k * 4);
  return { rows, k, indices: take(), distances: take() };
}

/** Nearest neighbours of every row (or query), `count x k`, nearest first, in the order of the input. */
export interface Neighbours {
  readonly k: number;
  readonly indices: Uint32Array;
  /** Euclidean distances. */
  readonly distances: Float32Array;
}

/** Brings the first `k` neighbours of a table from the order of cells to that of the input. */
export function inInputOrder(
  { arena }: Engine,
  table: NeighbourTable,
  k: number,
  of: SortedRows,
  among: ArrangedRows,
): Neighbours {
  const indices = new Uint32Array(of.count * k);
  const distances = new Float32Array(of.count * k);
  const found = arena.u32(table.indices, of.count * table.k);
  const squared = arena.f32(table.distances, of.count * table.k);
  for (let i = 0; i < of.count; i++) {
    for (let j = 0; j < k; j++) {
      indices[of.order[i] * k + j] = among.order[found[i * table.k + j]];
      distances[of.order[i] * k + j] = Math.sqrt(squared[i * table.k + j]) / among.factor;
    }
  }
  return { k, indices, distances };
}

/** A search on its own: among the rows themselves, or for queries of the same columns. */
export interface NeighbourJob {
  readonly rows: Vectors;
  readonly queries?: Vectors;
  readonly k: number;
  readonly exact: boolean;
}

export function findNeighbours(
  engine: Engine,
  { rows, queries, k, exact }: NeighbourJob,
): Neighbours & { recall: Recall } {
  const arranged = arrangeRows(engine, rows);
  if (!queries) {
    const table = takeTable(engine, arranged.count, k);
    const recall = neighboursOfAll(engine, arranged, table, exact);
    return { ...inInputOrder(engine, table, k, arranged, arranged), recall };
  }
  const sorted = arrangeQueries(engine, arranged, queries);
  const table = searchQueries(engine, arranged, sorted, k, exact);
  return { ...inInputOrder(engine, table, k, sorted, arranged), recall: { value: 1, sample: 0 } };
}

/** The k nearest rows to each query; the same effort as for the neighbours of the rows themselves. */
export function searchQueries(
  engine: Engine,
  among: ArrangedRows,
  queries: SortedRows,
  k: number,
  exact: boolean,
): NeighbourTable {
  const table = takeTable(engine, queries.count, k);
  searchBlocks(engine, {
    blocks: blocksOf(queries.ranges),
    queries: queries.points,
    references: among.points,
    cells: among.cells,
    columns: among.columns,
    k,
    budget: exact ? undefined : budgetFor(among.count, k),
    indices: table.indices,
    distances: table.distances,
    onProgress: progressOf(engine, queries.count),
  });
  return table;
}

function progressOf(engine: Engine, rows: number): (done: number, total: number) => void {
  return (done, total) => engine.report('neighbours', Math.round((rows * done) / total), rows);
}
