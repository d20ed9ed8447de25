import type { Column as ArrowColumn } from '@uwdata/flechette';
import type { BitSet } from 'arquero';

/** Some cells of a text column in one string. */
export interface JoinedText {
  readonly text: string;
  /** Row `r` is `text.slice(ends[r], ends[r + 1])`. */
  readonly ends: Int32Array;
}

/** The part of flechette's batch of a text column that it does not export as a type. */
interface Utf8Batch {
  readonly values: Uint8Array;
  readonly offsets: Int32Array | BigInt64Array;
}

/**
 * Decodes rows from `from` to before `to` at once, a hundred times faster than cell by cell. Undefined where places in
 * the string are not places in the bytes: where there is more than ASCII, several batches, or another type of text.
 */
export function joinText(column: ArrowColumn<unknown>, from: number, to: number): JoinedText | undefined {
  const [{ values, offsets }, ...others] = column.data as unknown as readonly Utf8Batch[];
  if (others.length > 0 || !(offsets instanceof Int32Array)) return undefined;
  const start = offsets[from];
  const bytes = values.subarray(start, offsets[to]);
  const text = new TextDecoder().decode(bytes);
  if (text.length !== bytes.length) return undefined;
  return { text, ends: offsets.subarray(from, to + 1).map((offset) => offset - start) };
}

/**
 * Marks the rows whose text holds `part`, or, with `whole`, is it.
 *
 * @param from The row with which the text begins.
 */
export function markInJoined(
  found: BitSet,
  from: number,
  { text, ends }: JoinedText,
  part: string,
  whole: boolean,
): void {
  if (part === '') {
    for (let row = 0; row < ends.length - 1; row++)
      if (!whole || ends[row] === ends[row + 1]) found.set(from + row);
    return;
  }
  let row = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    while (ends[row + 1] <= at) row++;
    const end = at + part.length;
    if (end > ends[row + 1]) continue; // It runs into the next row.
    if (whole && (at !== ends[row] || end !== ends[row + 1])) continue;
    found.set(from + row);
    at = ends[row + 1] - 1;
  }
}
