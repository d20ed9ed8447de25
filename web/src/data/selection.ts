import type { BitSet } from 'arquero';

/** One byte a row, 1 where its bit is set: for sums over groups, and for workers. */
export function maskOf(picked: BitSet): Uint8Array {
  const mask = new Uint8Array(picked.length);
  picked.scan((row) => {
    mask[row] = 1;
  });
  return mask;
}
