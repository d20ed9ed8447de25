import type { RandomAccess } from './random-access.js';

/** A record batch of an Arrow file. */
export interface ArrowBatch {
  readonly rows: number;
  /** A stream of its own: schema, dictionaries and this batch; in the room given, if it is large enough. */
  stream(room?: Uint8Array): Promise<Uint8Array>;
}

const fileMagic = 'ARROW1';
const schema = 1;
const dictionary = 2;
const recordBatch = 3;

/**
 * Finds the record batches of Arrow IPC, file or stream, so that they can be read one by one: a file is a stream too,
 * between its magic bytes and its footer.
 *
 * @returns undefined where the messages cannot be followed; the file can then only be read whole
 */
export async function findBatches(file: RandomAccess): Promise<ArrowBatch[] | undefined> {
  const magic = Buffer.from(await file.slice(0, 8)).toString('latin1', 0, 6);
  const before: [start: number, end: number][] = [];
  const batches: ArrowBatch[] = [];
  for (let at = magic === fileMagic ? 8 : 0; at + 8 <= file.byteLength; ) {
    const head = new DataView(await file.slice(at, at + 8));
    const marked = head.getUint32(0, true) === 0xffffffff;
    const length = head.getInt32(marked ? 4 : 0, true);
    if (length === 0) break;
    const start = at + (marked ? 8 : 4);
    if (length < 8 || start + length > file.byteLength) return undefined;
    const message = new DataView(await file.slice(start, start + length));
    const root = message.getInt32(0, true);
    const type = valueAt(placeOf(message, root, 1), (place) => message.getUint8(place));
    const end = start + length + valueAt(placeOf(message, root, 3), (place) => long(message, place));
    if (!(end >= start + length && end <= file.byteLength)) return undefined;
    // Some writers of files leave the schema to the footer.
    if (before.length === 0 && type !== schema) return undefined;
    if (type === schema || type === dictionary) before.push([at, end]);
    else if (type === recordBatch) {
      const header = placeOf(message, root, 2) ?? root;
      const table = header + message.getInt32(header, true);
      const rows = valueAt(placeOf(message, table, 0), (place) => long(message, place));
      if (!(rows >= 0)) return undefined;
      const parts = [...before, [at, end] as const];
      batches.push({ rows, stream: (room) => joined(file, parts, room) });
    } else return undefined;
    at = end;
  }
  return batches.length > 0 ? batches : undefined;
}

/** Where a field of a FlatBuffers table lies; undefined where it is left out, because it is zero. */
export function placeOf(view: DataView, table: number, field: number): number | undefined {
  const offsets = table - view.getInt32(table, true);
  const entry = 4 + 2 * field;
  const inTable = entry < view.getUint16(offsets, true) ? view.getUint16(offsets + entry, true) : 0;
  return inTable === 0 ? undefined : table + inTable;
}

const valueAt = (place: number | undefined, read: (place: number) => number) =>
  place === undefined ? 0 : read(place);

const long = (view: DataView, place: number) => Number(view.getBigInt64(place, true));

async function joined(
  file: RandomAccess,
  parts: readonly (readonly [start: number, end: number])[],
  room: Uint8Array | undefined,
): Promise<Uint8Array> {
  const length = parts.reduce((sum, [start, end]) => sum + end - start, 0);
  const bytes = room && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
  let at = 0;
  for (const [start, end] of parts) {
    await file.read(bytes.subarray(at, at + end - start), start);
    at += end - start;
  }
  return bytes;
}
