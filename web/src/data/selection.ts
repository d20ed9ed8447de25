import type { BitSet } from 'arquero';

/** One byte a row, 1 where its bit is set: for sums over groups, and for workers. */
export function maskOf(picked: BitSet): Uint8Array {
  const mask = new Uint8Array(picked.length);
  picked.scan((row) => {
    mask[row] = 1;
  });
  return mask;
}

/** The rows whose bits are not set. */
export function rowsOutside(picked: BitSet): Uint32Array {
  const rows = new Uint32Array(picked.length - picked.count());
  let next = 0;
  for (let row = 0; row < picked.length; row++) if (!picked.get(row)) rows[next++] = row;
  return rows;
}
