import { openParts } from './random-access.js';
import type { Source } from './source.js';

/** Where the rows of a file lie that holds nothing else from `start` on. */
interface RowPlaces {
  readonly start: number;
  readonly rowBytes: number;
}

/**
 * Some rows of a file of rows of equal length, without holding the others: of a plain file only those are read.
 *
 * @param rows numbers of rows, ascending
 * @returns `rows.length x rowBytes`, and how many bytes the whole content has
 */
export async function readRowBytes(
  source: Source,
  places: RowPlaces,
  rows: Uint32Array,
): Promise<{ readonly bytes: Uint8Array; readonly total: number }> {
  const bytes = new Uint8Array(rows.length * places.rowBytes);
  const total =
    source.path === undefined
      ? await pickFromStream(source, places, rows, bytes)
      : await pickFromFile(source, places, rows, bytes);
  return { bytes, total };
}

async function pickFromFile(
  source: Source,
  { start, rowBytes }: RowPlaces,
  rows: Uint32Array,
  bytes: Uint8Array,
): Promise<number> {
  const file = await openParts(source);
  try {
    for (let i = 0; i < rows.length; i++) {
      const at = start + rows[i] * rowBytes;
      if (at + rowBytes > source.size) break;
      bytes.set(new Uint8Array(await file.slice(at, at + rowBytes)), i * rowBytes);
    }
  } finally {
    await file.close();
  }
  return source.size;
}

async function pickFromStream(
  source: Source,
  { start, rowBytes }: RowPlaces,
  rows: Uint32Array,
  bytes: Uint8Array,
): Promise<number> {
  let total = 0;
  let filled = 0;
  for await (const chunk of source.chunks()) {
    while (filled < bytes.length) {
      const inRow = filled % rowBytes;
      const from = start + rows[(filled - inRow) / rowBytes] * rowBytes + inRow - total;
      if (from >= chunk.length) break;
      const part = chunk.subarray(from, from + rowBytes - inRow);
      bytes.set(part, filled);
      filled += part.length;
    }
    total += chunk.length;
  }
  return total;
}
