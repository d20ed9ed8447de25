// Row numbers of the features: which train, which are held out, and samples of them.

/** The indices of the rows on one side of the split. */
export function rowsOf(split: Uint8Array, side: 0 | 1): Uint32Array {
  const rows = new Uint32Array(split.length);
  let count = 0;
  for (let row = 0; row < split.length; row++) if (split[row] === side) rows[count++] = row;
  return rows.slice(0, count);
}

/** At most `count` of the rows, evenly spread. */
export function evenly(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}
