import type { Address } from '../threads/arena.js';
import type { ArrangedRows, Cells, SortedRows } from './arranged-rows.js';
import type { Engine } from './engine.js';
import type { Points } from './layout.js';

/** One search: every block of queries against the cells of references. */
export interface Search {
  /** First group and number of groups of each block of queries; see `blocksOf`. */
  readonly blocks: Int32Array;
  readonly queries: Points;
  readonly references: Points;
  readonly cells: Cells;
  readonly columns: number;
  readonly k: number;
  /** How many references to look at for each query; all of them by default. */
  readonly budget?: number;
  /** Where the results go: `queries x k` rows (uint32) and squared distances (float32), nearest first. */
  readonly indices: Address;
  readonly distances: Address;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Groups of eight queries that a block takes at most, and candidates ranked beyond k; the kernel has the same. */
const BLOCK_GROUPS = 8;
const SPARE = 8;
const NO_BUDGET = 2 ** 31 - 1;

/** Cuts ranges of groups (first, number, first, number, …) into blocks of at most eight groups. */
export function blocksOf(ranges: Int32Array): Int32Array {
  const blocks: number[] = [];
  for (let r = 0; r < ranges.length; r += 2) {
    for (let g = 0; g < ranges[r + 1]; g += BLOCK_GROUPS) {
      blocks.push(ranges[r] + g, Math.min(BLOCK_GROUPS, ranges[r + 1] - g));
    }
  }
  return Int32Array.from(blocks);
}

/** Working memory of one thread, as the kernel `search` lays it out. */
function scratchBytes(columns: number, cells: number, k: number): number {
  const queries = BLOCK_GROUPS * 8;
  // The kernel keeps one neighbour more than k when a set is searched for neighbours of itself.
  const listLength = 2 * (k + 1 + SPARE) + 32;
  return Math.ceil((128 + queries * 8 + columns * 4 + cells * 8 + queries * listLength * 8) / 64) * 64;
}

/** Blocks of one step at least: at the end of each, threads wait for the slowest. */
const LEAST_STEP = 64;

/** Runs a search, in up to a hundred steps when somebody listens to its progress. */
export function searchBlocks({ team, arena }: Engine, search: Search): void {
  const {
    blocks,
    queries,
    references,
    cells,
    columns,
    k,
    budget = NO_BUDGET,
    indices,
    distances,
    onProgress,
  } = search;
  const mark = arena.mark();
  const blocksAddress = arena.put(blocks);
  const bytes = scratchBytes(columns, cells.count, k);
  const scratch = arena.take(bytes * team.threads);
  const total = blocks.length / 2;
  const step = onProgress ? Math.max(LEAST_STEP, Math.ceil(total / 100)) : total;
  for (let first = 0; first < total; first += step) {
    team.run(
      'search',
      Math.min(step, total - first),
      blocksAddress + first * 8,
      queries.address,
      references.address,
      cells.address,
      columns,
      k,
      budget,
      indices,
      distances,
      scratch,
      bytes,
    );
    onProgress?.(Math.min(total, first + step), total);
  }
  arena.release(mark);
}

/** The k nearest neighbours of each row: row numbers (uint32) and squared distances (float32), `rows x k`. */
export interface NeighbourTable {
  readonly rows: number;
  readonly k: number;
  readonly indices: Address;
  readonly distances: Address;
}

/** Room for a table of neighbours. */
export function takeTable({ arena }: Engine, rows: number, k: number): NeighbourTable {
  return { rows, k, indices: arena.take(rows * k * 4), distances: arena.take(rows * k * 4) };
}

/** The k nearest rows to each query, in the arranged order of both. */
export function searchQueries(
  engine: Engine,
  among: ArrangedRows,
  queries: SortedRows,
  k: number,
  budget?: number,
  onProgress?: Search['onProgress'],
): NeighbourTable {
  const table = takeTable(engine, queries.count, k);
  const { indices, distances } = table;
  searchBlocks(engine, {
    blocks: blocksOf(queries.ranges),
    queries: queries.points,
    references: among.points,
    cells: among.cells,
    columns: among.columns,
    k,
    budget,
    indices,
    distances,
    onProgress,
  });
  return table;
}
