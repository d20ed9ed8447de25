import type { ColumnMetaData, Compressors } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { type KernelMemory, Room } from './kernel-memory.js';
import type { RandomAccess } from './random-access.js';

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

  constructor(
    private readonly file: Pick<RandomAccess, 'byteLength' | 'read'>,
    memory: KernelMemory,
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
  column: ColumnMetaData,
  levels: Levels,
  decompressors: Compressors,
): AsyncGenerator<Page> {
  const [start, end] = placeOf(column);
  const unpack = (bytes: Uint8Array, length: number) => {
    const page = column.codec === 'UNCOMPRESSED' ? bytes : decompressors[column.codec]!(bytes, length);
    if (page.length !== length) throw new Error(`a page of ${page.length} bytes instead of ${length}`);
    return page;
  };
  for (let at = start; at < end; ) {
    const head = await window.view(at, Math.min(mostHeaderBytes, end - at));
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 };
    const header = parquetHeader(reader);
    at += reader.offset;
    const size = header.compressed_page_size;
    if (!(size >= 0 && at + size <= end)) throw new Error('a page lies outside its column');
    yield pageFrom(header, await window.view(at, size), levels, unpack);
    at += size;
  }
}

/** Where a column of a row group begins and ends in the file. */
export function placeOf(column: ColumnMetaData): [start: number, end: number] {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  return [start, start + Number(column.total_compressed_size)];
}

function pageFrom(
  header: ReturnType<typeof parquetHeader>,
  bytes: Uint8Array,
  levels: Levels,
  unpack: (bytes: Uint8Array, length: number) => Uint8Array,
): Page {
  const none = bytes.subarray(0, 0);
  const { dictionary_page_header, data_page_header, data_page_header_v2: v2 } = header;
  if (header.type === 'DICTIONARY_PAGE' && dictionary_page_header) {
    const data = unpack(bytes, header.uncompressed_page_size);
    const { num_values: count, encoding } = dictionary_page_header;
    return { isDictionary: true, count, encoding, repetition: none, definition: none, data };
  }
  if (header.type === 'DATA_PAGE' && data_page_header) {
    let data = unpack(bytes, header.uncompressed_page_size);
    const take = (level: number) => {
      if (level === 0) return none;
      const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
      const taken = data.subarray(4, 4 + length);
      data = data.subarray(4 + length);
      return taken;
    };
    const repetition = take(levels.repetition);
    const definition = take(levels.definition);
    const { num_values: count, encoding } = data_page_header;
    return { isDictionary: false, count, encoding, repetition, definition, data };
  }
  if (header.type !== 'DATA_PAGE_V2' || v2 === undefined) throw new Error(`a page of type ${header.type}`);
  const inner = v2.repetition_levels_byte_length;
  const outer = inner + v2.definition_levels_byte_length;
  if (!(inner >= 0 && outer >= inner && outer <= bytes.length)) throw new Error('levels outside their page');
  const rest = bytes.subarray(outer);
  return {
    isDictionary: false,
    count: v2.num_values,
    encoding: v2.encoding,
    repetition: bytes.subarray(0, inner),
    definition: bytes.subarray(inner, outer),
    data: v2.is_compressed ? unpack(rest, header.uncompressed_page_size - outer) : rest,
  };
}
