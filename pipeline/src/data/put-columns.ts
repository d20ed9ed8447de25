/** Rows whose parts of the matrix stay in the processor's cache while columns are put into them. */
const rowsAtOnce = 256;

/** One number a row; bytes where all are, float32 where that is what the file holds; NaN is missing. */
export type ColumnNumbers = Uint8Array | Float32Array | Float64Array;

/** A piece of a column, and the place of the column in a row. */
export type PlacedColumn = readonly [offset: number, values: ColumnNumbers];

/**
 * Puts columns of equal length into a row-major matrix, side by side, so that a part of the matrix is written once.
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
  const rows = columns[0]?.[1].length ?? 0;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const end = Math.min(rows, first + rowsAtOnce);
    const at = start + first * stride;
    if (matrix instanceof Uint8Array) scatterBytes(columns, first, end, matrix, at, stride);
    else for (const [offset, values] of columns) scatter(values, first, end, matrix, at + offset, stride);
  }
}

/** As `scatter`, for columns of bytes alone, so that the loop is compiled for bytes. */
function scatterBytes(
  columns: readonly PlacedColumn[],
  first: number,
  end: number,
  target: Uint8Array,
  start: number,
  stride: number,
): void {
  for (const [offset, bytes] of columns) {
    const values = bytes as Uint8Array;
    for (let row = first, to = start + offset; row < end; row++, to += stride) target[to] = values[row];
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
