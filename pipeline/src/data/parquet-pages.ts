import type { Compressors } from 'hyparquet';
import { type KernelMemory, Room } from './kernel-memory.js';
import { type ColumnChunk, encodingOf } from './parquet-footer.js';
import type { RandomAccess } from './random-access.js';
import { ThriftReader } from './thrift.js';

/** What is read of a file at once, unless a page is longer. */
const windowBytes = 2 ** 21;
/** Headers of pages of numbers are much shorter. */
const mostHeaderBytes = 2 ** 14;

/** Reads a file from front to back in few pieces, into the same part of the kernels' memory. */
export class FileWindow {
  private readonly room: Room;
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private length = 0;

  /** @param onPage called before each page */
  constructor(
    private readonly file: Pick<RandomAccess, 'byteLength' | 'read'>,
    memory: KernelMemory,
    readonly onPage = () => {},
  ) {
    this.room = new Room(memory);
  }

  /** Bytes of the file, which has them; valid until more are asked for. */
  async view(start: number, length: number): Promise<Uint8Array> {
    if (start < this.start || start + length > this.start + this.length) {
      this.start = start;
      this.length = Math.min(Math.max(length, windowBytes), this.file.byteLength - start);
      this.bytes = this.room.bytes(this.length);
      await this.file.read(this.bytes, start);
    }
    const from = start - this.start;
    return this.bytes.subarray(from, from + length);
  }
}

/** A page as it lies in the file, unpacked. Its bytes are valid until the next page is asked for. */
export interface Page {
  readonly isDictionary: boolean;
  /** Values, missing ones included. */
  readonly count: number;
  readonly encoding: string | undefined;
  /** In Parquet's hybrid of run lengths and bit-packed groups; empty where the column needs none. */
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly data: Uint8Array;
}

/** The highest levels of a column, by which Parquet tells lists and missing values. */
export interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

/**
 * The pages of one column of one row group.
 *
 * @throws Error when they do not lie within their column
 */
export async function* pagesOf(
  window: FileWindow,
  { start, end, codec }: ColumnChunk,
  levels: Levels,
  decompressors: Compressors,
): AsyncGenerator<Page> {
  const decompress = decompressors[codec as keyof Compressors];
  const unpack = (bytes: Uint8Array, length: number) => {
    const page = codec === 'UNCOMPRESSED' ? bytes : decompress!(bytes, length);
    if (page.length !== length) throw new Error(`a page of ${page.length} bytes instead of ${length}`);
    return page;
  };
  for (let at = start; at < end; ) {
    window.onPage();
    const reader = new ThriftReader(await window.view(at, Math.min(mostHeaderBytes, end - at)));
    const head = headFrom(reader);
    at += reader.at;
    if (!(head.size >= 0 && at + head.size <= end)) throw new Error('a page lies outside its column');
    yield pageFrom(head, await window.view(at, head.size), levels, unpack);
    at += head.size;
  }
}

/** What stands before a page. Numbers that are not there are NaN. */
interface PageHead {
  type: number;
  /** Bytes of the page in the file, and unpacked. */
  size: number;
  unpacked: number;
  count: number;
  encoding: string | undefined;
  /** In the second version levels lie, with their lengths here, before what is packed. */
  repetitionBytes: number;
  definitionBytes: number;
  isPacked: boolean;
}

const dataPage = 0;
const dictionaryPage = 2;
const secondDataPage = 3;

function headFrom(reader: ThriftReader): PageHead {
  const head: PageHead = {
    type: Number.NaN,
    size: Number.NaN,
    unpacked: Number.NaN,
    count: Number.NaN,
    encoding: undefined,
    repetitionBytes: Number.NaN,
    definitionBytes: Number.NaN,
    isPacked: true,
  };
  const readFirst = (field: number) => {
    if (field === 1) head.count = reader.integer();
    else if (field === 2) head.encoding = encodingOf(reader.integer());
  };
  const readSecond = (field: number, type: number) => {
    if (field === 1) head.count = reader.integer();
    else if (field === 4) head.encoding = encodingOf(reader.integer());
    else if (field === 5) head.definitionBytes = reader.integer();
    else if (field === 6) head.repetitionBytes = reader.integer();
    else if (field === 7) head.isPacked = type === 1;
  };
  reader.struct((field) => {
    if (field === 1) head.type = reader.integer();
    else if (field === 2) head.unpacked = reader.integer();
    else if (field === 3) head.size = reader.integer();
    else if (field === 5 || field === 7) reader.struct(readFirst);
    else if (field === 8) reader.struct(readSecond);
  });
  return head;
}

function pageFrom(
  { type, unpacked, count, encoding, repetitionBytes, definitionBytes, isPacked }: PageHead,
  bytes: Uint8Array,
  levels: Levels,
  unpack: (bytes: Uint8Array, length: number) => Uint8Array,
): Page {
  const none = bytes.subarray(0, 0);
  if (type === dictionaryPage) {
    const data = unpack(bytes, unpacked);
    return { isDictionary: true, count, encoding, repetition: none, definition: none, data };
  }
  if (type === dataPage) {
    let data = unpack(bytes, unpacked);
    const take = (level: number) => {
      if (level === 0) return none;
      const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
      const taken = data.subarray(4, 4 + length);
      data = data.subarray(4 + length);
      return taken;
    };
    const repetition = take(levels.repetition);
    const definition = take(levels.definition);
    return { isDictionary: false, count, encoding, repetition, definition, data };
  }
  if (type !== secondDataPage) throw new Error(`a page of type ${type}`);
  const outer = repetitionBytes + definitionBytes;
  if (!(repetitionBytes >= 0 && definitionBytes >= 0 && outer <= bytes.length))
    throw new Error('levels outside their page');
  const rest = bytes.subarray(outer);
  return {
    isDictionary: false,
    count,
    encoding,
    repetition: bytes.subarray(0, repetitionBytes),
    definition: bytes.subarray(repetitionBytes, outer),
    data: isPacked ? unpack(rest, unpacked - outer) : rest,
  };
}
