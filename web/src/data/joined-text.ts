import type { Column as ArrowColumn } from '@uwdata/flechette';

/** All cells of a text column in one string. */
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
 * Decodes a column at once, a hundred times faster than cell by cell. Undefined where places in the string are not places
 * in the bytes: where there is more than ASCII, several batches, or another type of text.
 */
export function joinText(column: ArrowColumn<unknown>): JoinedText | undefined {
  const [{ values, offsets }, ...others] = column.data as unknown as readonly Utf8Batch[];
  if (others.length > 0 || !(offsets instanceof Int32Array)) return undefined;
  const from = offsets[0];
  const bytes = values.subarray(from, offsets[column.length]);
  const text = new TextDecoder().decode(bytes);
  if (text.length !== bytes.length) return undefined;
  const ends = from === 0 ? offsets : offsets.map((offset) => offset - from);
  return { text, ends };
}

/** Marks the rows whose text holds `part`, or, with `whole`, is it. */
export function findInJoined({ text, ends }: JoinedText, part: string, whole: boolean): Uint8Array {
  const rows = ends.length - 1;
  const found = new Uint8Array(rows);
  if (part === '') {
    for (let row = 0; row < rows; row++) found[row] = Number(!whole || ends[row] === ends[row + 1]);
    return found;
  }
  let row = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    while (ends[row + 1] <= at) row++;
    const end = at + part.length;
    if (end > ends[row + 1]) continue; // It runs into the next row.
    if (whole && (at !== ends[row] || end !== ends[row + 1])) continue;
    found[row] = 1;
    at = ends[row + 1] - 1;
  }
  return found;
}
