import type { Address } from '../threads/arena.js';
import { chunksOf, type Engine } from './engine.js';

/** Rows in the two layouts of the search: row-major, and packed in groups of eight. */
export interface Points {
  readonly rows: Address;
  readonly packed: Address;
  /** The row at each place of the packed groups, or -1; int32. */
  readonly rowOf: Address;
  /** The structure `Points` of the kernels: the three addresses. */
  readonly address: Address;
}

/** Room for `count` rows whose packed form is cut into `cells` runs of whole groups. */
export function takePoints({ arena }: Engine, count: number, columns: number, cells: number): Points {
  const groups = Math.ceil(count / 8) + cells;
  const rows = arena.take(count * columns * 4);
  const packed = arena.take(groups * (columns + 1) * 32);
  const rowOf = arena.take(groups * 32);
  return { rows, packed, rowOf, address: arena.put(Uint32Array.of(rows, packed, rowOf)) };
}

/** Rows in memory, row-major: `count x columns`, of which the first `width` are not padding. */
export interface PaddedRows {
  readonly address: Address;
  readonly count: number;
  readonly width: number;
  readonly columns: number;
}

/** What happens to rows on their way from one place to another. */
export interface Copy {
  readonly from: Address;
  readonly fromColumns: number;
  readonly to: Address;
  readonly toColumns: number;
  readonly count: number;
  /** The row to take for each place; as they are by default. */
  readonly order?: Uint32Array;
  /** Taken away from every row; `toColumns` numbers. */
  readonly mean?: Float64Array;
  /** Multiplied afterwards. */
  readonly factor?: number;
}

/** Copies rows, padded with zeros where the target has more columns. */
export function copyRows({ team, arena }: Engine, copy: Copy): void {
  const { from, fromColumns, to, toColumns, count, factor = 1 } = copy;
  const { order = Uint32Array.from({ length: count }, (_, row) => row), mean = new Float64Array(toColumns) } =
    copy;
  const chunks = chunksOf(count);
  const mark = arena.mark();
  const orderAddress = arena.put(order);
  const meanAddress = arena.put(mean);
  team.run(
    'arrangeRows',
    chunks.count,
    from,
    fromColumns,
    orderAddress,
    meanAddress,
    factor,
    to,
    toColumns,
    count,
    chunks.rows,
  );
  arena.release(mark);
}

/** The mean of each column, float64. */
export function columnMeans(
  { team, arena }: Engine,
  rows: Address,
  count: number,
  columns: number,
): Float64Array {
  const chunks = chunksOf(count);
  const mark = arena.mark();
  const sums = arena.take(chunks.count * columns * 8);
  team.run('columnSums', chunks.count, rows, count, columns, chunks.rows, sums);
  const mean = new Float64Array(columns);
  const partial = arena.f64(sums, chunks.count * columns);
  for (let i = 0; i < partial.length; i++) mean[i % columns] += partial[i] / count;
  arena.release(mark);
  return mean;
}

/**
 * Packs rows that are sorted by cell, every cell from a new group on.
 *
 * @param starts the first row of each cell, and the end
 * @returns the groups of each cell: first, number, first, number, …
 */
export function packByCell(
  { team, arena }: Engine,
  points: Points,
  columns: number,
  starts: Uint32Array,
): Int32Array {
  const cells = starts.length - 1;
  const count = starts[cells];
  const places = arena.i32(points.rowOf, (Math.ceil(count / 8) + cells) * 8).fill(-1);
  const ranges = new Int32Array(2 * cells);
  let group = 0;
  for (let cell = 0; cell < cells; cell++) {
    const first = starts[cell];
    const size = starts[cell + 1] - first;
    for (let i = 0; i < size; i++) places[group * 8 + i] = first + i;
    ranges[2 * cell] = group;
    ranges[2 * cell + 1] = Math.ceil(size / 8);
    group += ranges[2 * cell + 1];
  }
  team.run('packRows', Math.ceil(group / 64), points.rows, columns, points.rowOf, group, 64, points.packed);
  return ranges;
}
