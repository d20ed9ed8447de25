import { dataKernels } from './kernels.js';

/** Rows whose parts of the matrix stay in the processor's cache while columns are put into them. */
const rowsAtOnce = 512;
/** A cache line of float32: fewer columns would write it more than once. */
const floatColumnsTogether = 16;
/** Bytes are turned from columns to rows, the better the longer the piece of a row is; they take this much memory. */
const byteColumnsTogether = 2 ** 24;
const fewestByteColumns = 64;
/** To copy a shorter piece of each row takes longer than to put the bytes in their places one by one. */
const fewestTurned = 32;

/** One number a row; bytes where all are, float32 where that is what the file holds; NaN is missing. */
export type ColumnNumbers = Uint8Array | Float32Array | Float64Array;

/** A piece of a column, and the place of the column in a row. */
export type PlacedColumn = readonly [offset: number, values: ColumnNumbers];

/** How many columns are best put into a matrix together. */
export function columnsTogether(rows: number, bytes: boolean): number {
  return bytes ? Math.max(fewestByteColumns, Math.floor(byteColumnsTogether / rows)) : floatColumnsTogether;
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
  if (matrix instanceof Uint8Array && columns.length >= fewestTurned && lieSideBySide(columns)) {
    putBytes(columns, matrix, start, stride);
    return;
  }
  const rows = columns[0][1].length;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const end = Math.min(rows, first + rowsAtOnce);
    for (const [offset, values] of columns)
      scatter(values, first, end, matrix, start + first * stride + offset, stride);
  }
}

const lieSideBySide = (columns: readonly PlacedColumn[]) =>
  columns.every(([offset], i) => offset === columns[0][0] + i);

function putBytes(columns: readonly PlacedColumn[], matrix: Uint8Array, start: number, stride: number): void {
  const { kernels, arena } = dataKernels();
  const [offset, { length: rows }] = columns[0];
  const width = Math.ceil(columns.length / 16) * 16;
  const scratch = arena.take(512);
  const block = arena.take(width * rowsAtOnce);
  const result = arena.take(width * rowsAtOnce);
  const bytes = arena.bytes(0, result + width * rowsAtOnce);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    columns.forEach(([, values], i) => {
      bytes.set(values.subarray(first, first + count), block + i * rowsAtOnce);
    });
    kernels.bytesToRows(block, rowsAtOnce, width, result, scratch);
    const at = start + first * stride + offset;
    if (columns.length === stride && width === stride)
      matrix.set(bytes.subarray(result, result + count * width), at);
    else
      for (let row = 0; row < count; row++) {
        const from = result + row * width;
        matrix.set(bytes.subarray(from, from + columns.length), at + row * stride);
      }
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
