import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';
import type { Points } from './layout.js';
import type { Metric } from './options.js';

/** Vectors as the caller gives them: `rows x columns` float32, row-major, finite. */
export interface Vectors {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly metric: Metric;
}

/** Rows sorted by cell, in both layouts of the search. */
export interface SortedRows {
  readonly count: number;
  /** `order[i]` is the row of the input that stands at place i. */
  readonly order: Uint32Array;
  readonly points: Points;
  /** Groups of eight of each cell: first, number, first, number, … */
  readonly ranges: Int32Array;
}

/** Rows to search among. */
export interface ArrangedRows extends SortedRows {
  /** Columns of the input, and with zeros added to make a multiple of four. */
  readonly width: number;
  readonly columns: number;
  /** What was taken away from every row, and what it was multiplied with afterwards. */
  readonly mean: Float64Array;
  readonly factor: number;
  readonly cells: Cells;
}

/** Cells of references, as the kernel `search` reads them. */
export interface Cells {
  readonly count: number;
  readonly centres: Address;
  /** The structure `Cells` of the kernels. */
  readonly address: Address;
}

/** Describes cells to the kernels: their groups (first, number, …), centres (row-major) and radii. */
export function takeCells(
  { arena }: Engine,
  { ranges, centres, radii }: { ranges: Int32Array; centres: Address; radii: Float32Array },
): Cells {
  const address = arena.put(Uint32Array.of(radii.length, arena.put(ranges), centres, arena.put(radii)));
  return { count: radii.length, centres, address };
}
