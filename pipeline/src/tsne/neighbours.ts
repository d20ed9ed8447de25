import type { ArrangedRows, SortedRows, Vectors } from './arranged-rows.js';
import { arrangeQueries, arrangeRows } from './cells.js';
import type { Engine } from './engine.js';
import {
  blocksOf,
  type NeighbourTable,
  type Search,
  searchBlocks,
  searchQueries,
  takeTable,
} from './search.js';

/** Up to this many rows all pairs are compared: that is faster than it would be to be wrong. */
const EXACT_ROWS = 16_000;
/** The share of true neighbours that an approximate search must find, and on how many blocks of rows this is measured. */
const RECALL_WANTED = 0.992;
const RECALL_BLOCKS = 12;
/** Each attempt at that share looks at so many times the references of the last. */
const EFFORT_STEP = 1.2;

/** How much of the true neighbours a search found: 1 for an exact one. */
export interface Recall {
  readonly value: number;
  /** Rows on which it was measured; 0 when the search was exact. */
  readonly sample: number;
}

/**
 * The k nearest neighbours of each arranged row among the others: exact up to 16,000 rows (or when `exact`), beyond that
 * among the nearest cells, as many as a sample needs. Writes to `table`, whose memory the caller took.
 */
export function neighboursOfAll(
  engine: Engine,
  arranged: ArrangedRows,
  table: NeighbourTable,
  exact: boolean,
): Recall {
  const { points, cells, columns, ranges, count } = arranged;
  const { k, indices, distances } = table;
  const search: Search = {
    blocks: blocksOf(ranges),
    queries: points,
    references: points,
    cells,
    columns,
    k,
    indices,
    distances,
  };
  const effort = exact || count <= EXACT_ROWS ? undefined : findEffort(engine, arranged, search);
  searchBlocks(engine, { ...search, budget: effort?.budget, onProgress: progressOf(engine, count) });
  return effort?.recall ?? { value: 1, sample: 0 };
}

/** The least budget of a rising series that finds enough of the true neighbours of some blocks of rows. */
function findEffort(
  engine: Engine,
  { points, count }: ArrangedRows,
  search: Search,
): { budget: number; recall: Recall } {
  const { arena } = engine;
  const { k, distances } = search;
  const sampled = everyNth(search.blocks, RECALL_BLOCKS);
  const places = arena.i32(points.rowOf, 8 * lastGroup(search.blocks));
  const rows = rowsOf(sampled, places);
  const found = (budget?: number): Float32Array[] => {
    searchBlocks(engine, { ...search, blocks: sampled, budget });
    return rows.map((row) => arena.f32(distances + row * k * 4, k).slice());
  };
  const truth = found();
  for (let budget = 40 * k; ; budget = Math.ceil(budget * EFFORT_STEP)) {
    let hits = 0;
    found(budget).forEach((near, i) => {
      // A neighbour counts when it is as near as the true ones.
      for (const distance of near) if (distance <= truth[i][k - 1]) hits++;
    });
    const recall = { value: hits / (rows.length * k), sample: rows.length };
    if (recall.value >= RECALL_WANTED || budget >= count) return { budget, recall };
  }
}

function everyNth(blocks: Int32Array, wanted: number): Int32Array {
  const all = blocks.length / 2;
  const chosen = Math.min(all, wanted);
  return Int32Array.from({ length: 2 * chosen }, (_, i) => {
    const block = Math.floor(((Math.floor(i / 2) + 0.5) * all) / chosen);
    return blocks[2 * block + (i % 2)];
  });
}

/** The number of groups in all blocks; the last block ends where they do. */
function lastGroup(blocks: Int32Array): number {
  return blocks[blocks.length - 2] + blocks[blocks.length - 1];
}

/** The rows in some blocks, by what stands at each place of the packed groups. */
function rowsOf(blocks: Int32Array, places: Int32Array): number[] {
  const rows: number[] = [];
  for (let block = 0; block < blocks.length; block += 2) {
    const first = 8 * blocks[block];
    rows.push(...places.subarray(first, first + 8 * blocks[block + 1]).filter((row) => row >= 0));
  }
  return rows;
}

/** References that the search for a few queries looks at for each of them; all where that is no burden. */
export function budgetFor(rows: number, k: number): number | undefined {
  return rows <= EXACT_ROWS
    ? undefined
    : Math.max(40 * k, Math.round(2.8 * Math.sqrt(rows) * Math.log2(rows)));
}

function progressOf(engine: Engine, rows: number): (done: number, total: number) => void {
  return (done, total) => engine.report('neighbours', Math.round((rows * done) / total), rows);
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
  const budget = exact ? undefined : budgetFor(arranged.count, k);
  const table = searchQueries(engine, arranged, sorted, k, budget, progressOf(engine, sorted.count));
  return { ...inInputOrder(engine, table, k, sorted, arranged), recall: { value: 1, sample: 0 } };
}
