import { placeOf } from './arrow-batches.js';

/** A message that the footer of an Arrow file names. */
interface Block {
  /** Where the footer holds `offset`. */
  readonly place: number;
  /** Where the message begins, and how many bytes it has with its body. */
  readonly offset: number;
  readonly length: number;
}

const blockBytes = 24;
const dictionaries = 2;
const recordBatches = 3;
/** `ARROW1` and padding begin a file; the length of the footer and `ARROW1` end it. */
const frontBytes = 8;
const backBytes = 10;

/**
 * An Arrow file with its dictionaries in front of the record batches, as flechette expects them. The format asks for no
 * order, and Polars writes them behind.
 *
 * @returns the same bytes where the order is right already
 */
export function dictionariesFirst(bytes: Buffer): Uint8Array {
  if (bytes.toString('latin1', 0, 6) !== 'ARROW1' || bytes.length < frontBytes + backBytes) return bytes;
  const footerStart = bytes.length - backBytes - bytes.readInt32LE(bytes.length - backBytes);
  const [words, batches] = [dictionaries, recordBatches].map((field) => blocksOf(bytes, footerStart, field));
  const firstBatch = Math.min(...batches.map(({ offset }) => offset));
  if (words.every(({ offset }) => offset < firstBatch)) return bytes;
  const blocks = [...words, ...batches];
  const end = bytes.length - footerStart;
  const result = Buffer.alloc(blocks.reduce((sum, { length }) => sum + length, frontBytes + end));
  bytes.copy(result, 0, 0, frontBytes);
  bytes.copy(result, result.length - end, footerStart);
  let at = frontBytes;
  for (const { place, offset, length } of blocks) {
    bytes.copy(result, at, offset, offset + length);
    result.writeBigInt64LE(BigInt(at), result.length - end + place - footerStart);
    at += length;
  }
  return result;
}

/** @param footer where the footer begins @throws RangeError when its figures lie outside the file */
function blocksOf(bytes: Buffer, footer: number, field: number): Block[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = placeOf(view, footer + view.getInt32(footer, true), field);
  if (found === undefined) return [];
  const vector = found + view.getInt32(found, true);
  return Array.from({ length: view.getInt32(vector, true) }, (_, i) => {
    const place = vector + 4 + i * blockBytes;
    const offset = Number(view.getBigInt64(place, true));
    const length = view.getInt32(place + 8, true) + Number(view.getBigInt64(place + 16, true));
    if (!(offset >= frontBytes && length >= 0 && offset + length <= footer)) throw new RangeError();
    return { place, offset, length };
  });
}
