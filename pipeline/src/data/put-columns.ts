import { KernelMemory } from './kernel-memory.js';
import { dataKernels } from './kernels.js';

/** Rows whose parts of the matrix stay in the processor's cache while columns are put into them. */
const rowsAtOnce = 512;
/** Columns are turned into rows together, the faster the longer the piece of a row is; they take this much memory. */
const memoryTogether = { bytes: 2 ** 26, floats: 2 ** 24 };
const fewestTogether = 16;
const fewestCopiedAtOnce = 128;

/** One number a row; bytes where all are, float32 where that is what the file holds; NaN is missing. */
export type ColumnNumbers = Uint8Array | Float32Array | Float64Array;

/** A piece of a column, and the place of the column in a row. */
export type PlacedColumn = readonly [offset: number, values: ColumnNumbers];

/** How many columns are best put into a matrix together. */
export function columnsTogether(rows: number, bytes: boolean): number {
  const most = bytes ? memoryTogether.bytes : memoryTogether.floats / 4;
  return Math.max(fewestTogether, Math.floor(most / rows));
}

/**
 * Puts columns of equal length into a row-major matrix, so that a part of the matrix is written once.
 *
 * @param matrix of bytes only where all columns are
 * @param start where the first row begins
 * @param stride values of a row
 */
export function putColumns(
  columns: readonly PlacedColumn[],
  matrix: Uint8Array | Float32Array,
  start: number,
  stride: number,
): void {
  if (columns.length === 0) return;
  const [offset, { length: rows }] = columns[0];
  const sideBySide = columns.every(([place], i) => place === offset + i);
  if (sideBySide && columns.length >= fewestTogether) {
    turn(columns, matrix, start + offset, stride);
    return;
  }
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const end = Math.min(rows, first + rowsAtOnce);
    for (const [place, values] of columns)
      scatter(values, first, end, matrix, start + first * stride + place, stride);
  }
}

/** Serves one call after the other, unless one took much. */
let held: ReturnType<typeof dataKernels> | undefined;
const mostHeldBytes = 2 ** 25;

/** Columns side by side to rows by a kernel, some rows at a time. */
function turn(
  columns: readonly PlacedColumn[],
  matrix: Uint8Array | Float32Array,
  start: number,
  stride: number,
): void {
  const memory = KernelMemory.of(matrix);
  held ??= memory ? undefined : dataKernels();
  const { kernels, arena } = memory ?? held!;
  const mark = arena.mark();
  const width = columns.length;
  const { length: rows } = columns[0][1];
  const valueBytes = matrix.BYTES_PER_ELEMENT;
  const scratch = arena.take(512);
  const from = arena.take(Math.ceil(width / 16) * 16 * rowsAtOnce * valueBytes);
  const to = memory ? 0 : arena.take(width * rowsAtOnce * valueBytes);
  const toRows = valueBytes === 1 ? kernels.bytesToRows : kernels.wordsToRows;
  const view = valueBytes === 1 ? arena.bytes.bind(arena) : arena.f32.bind(arena);
  const block = view(from, width * rowsAtOnce);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    for (let i = 0; i < width; i++) block.set(columns[i][1].subarray(first, first + count), i * rowsAtOnce);
    const place = start + first * stride;
    if (memory) {
      const target = matrix.byteOffset + place * valueBytes;
      toRows(from, rowsAtOnce * valueBytes, width, count, target, stride * valueBytes, scratch);
    } else {
      toRows(from, rowsAtOnce * valueBytes, width, count, to, width * valueBytes, scratch);
      putRows(view(to, count * width), width, matrix, place, stride);
    }
  }
  arena.release(mark);
  if (held && held.arena.memory.buffer.byteLength > mostHeldBytes) held = undefined;
}

/** Puts rows that lie one after the other into every `stride` places of a matrix. */
function putRows(
  rows: Uint8Array | Float32Array,
  width: number,
  matrix: Uint8Array | Float32Array,
  start: number,
  stride: number,
): void {
  if (width === stride) {
    matrix.set(rows, start);
    return;
  }
  for (let from = 0, to = start; from < rows.length; from += width, to += stride) {
    // To make a view takes as long as to copy this many values one by one.
    if (width > fewestCopiedAtOnce) matrix.set(rows.subarray(from, from + width), to);
    else for (let i = 0; i < width; i++) matrix[to + i] = rows[from + i];
  }
}

/** Puts `values[first]` to before `values[end]` into every `stride`th place of the target. */
export function scatter(
  values: ColumnNumbers,
  first: number,
  end: number,
  target: ColumnNumbers,
  at: number,
  stride: number,
): void {
  for (let row = first, to = at; row < end; row++, to += stride) target[to] = values[row];
}
