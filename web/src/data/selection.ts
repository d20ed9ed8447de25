/** Rows that the user picked out, in ascending order. */
export type Rows = Uint32Array;

/** The rows whose byte in `mask` is not zero. */
export function rowsOf(mask: Uint8Array): Rows {
  let count = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row]) count++;
  const rows = new Uint32Array(count);
  let next = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row]) rows[next++] = row;
  return rows;
}

/** One byte a row: 1 where the row is among `rows`. */
export function maskOf(rows: Rows, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (const row of rows) mask[row] = 1;
  return mask;
}

/** What the given rows have of a column. */
export function valuesOf(column: Float32Array, rows: Rows): Float32Array {
  const values = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]];
  return values;
}
