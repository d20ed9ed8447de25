import zlib from 'node:zlib';
import type { ColumnMetaData, Compressors, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { compressors as libraries } from 'hyparquet-compressors';
import type { ByteDictionary } from './byte-dictionary.js';
import { areBytes } from './number-matrix.js';
import { allOnes, unpackHybrid } from './parquet-levels.js';
import type { ColumnNumbers } from './put-columns.js';
import { fromLongs } from './typed-array.js';

/** One column of one row group. */
export interface NumberChunk {
  readonly element: SchemaElement;
  readonly column: ColumnMetaData;
  readonly rows: number;
}

/** Where a column is decoded to as long as it holds bytes. */
export interface ByteRoom {
  /** One byte a row of the row group. */
  readonly values: Uint8Array;
  readonly dictionary: ByteDictionary;
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array;
type PageHeader = ReturnType<typeof parquetHeader>;

/** Writers make pages of a megabyte or so; a page header that says more than this is damaged. */
const mostPageBytes = 2 ** 30;

/** The widths of a value, by type. */
const widths: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8 };
const readEncodings = new Set(['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE', 'BIT_PACKED']);

/** What Node.js has built in is several times as fast as the libraries; Zstandard it has from 22.15 on. */
const builtin: Compressors = {
  GZIP: (bytes) => zlib.unzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
};
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Buffer };
if (zstdDecompressSync) builtin.ZSTD = (bytes) => zstdDecompressSync(bytes);

/** Decompression that refuses absurd sizes before it asks for the memory. */
export const compressors: Compressors = Object.fromEntries(
  Object.entries({ ...libraries, ...builtin }).map(([codec, decompress]) => [
    codec,
    (bytes: Uint8Array, length: number) => {
      if (!(length >= 0 && length <= mostPageBytes)) throw new Error(`a page of ${length} bytes`);
      return decompress!(bytes, length);
    },
  ]),
);

/** Whether `decodeNumbers` can read the column; hyparquet reads what it cannot. */
export function isPlainNumber(
  { type, converted_type, logical_type }: SchemaElement,
  column: ColumnMetaData,
): boolean {
  return (
    widths[type ?? ''] !== undefined &&
    converted_type !== 'DECIMAL' &&
    logical_type?.type !== 'FLOAT16' &&
    logical_type?.type !== 'DECIMAL' &&
    column.encodings.every((encoding) => readEncodings.has(encoding)) &&
    (column.codec === 'UNCOMPRESSED' || compressors[column.codec] !== undefined)
  );
}

/**
 * Decodes one column chunk of numbers, page by page, with typed arrays throughout.
 *
 * @param content of the chunk
 * @param room for bytes; undefined where none are wanted
 * @throws Error when the pages do not hold exactly the rows of the row group
 */
export function decodeNumbers(
  content: Uint8Array,
  { element, column, rows }: NumberChunk,
  room: ByteRoom | undefined,
): ColumnNumbers {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const reader = { view, offset: 0 };
  let values: ColumnNumbers = room?.values ?? floats(element, rows);
  let dictionary: Dictionary | undefined;
  let filled = 0;
  while (filled < rows) {
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    if (!(size >= 0 && reader.offset + size <= view.byteLength))
      throw new Error('a page lies outside its column');
    const packed = content.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    if (header.type === 'DICTIONARY_PAGE') {
      const { num_values } = header.dictionary_page_header!;
      const page = decompress(packed, header.uncompressed_page_size, column);
      dictionary = dictionaryOf(plainNumbers(page, element, num_values), room !== undefined);
      continue;
    }
    const page = splitPage(header, packed, element, column);
    if (!(page.count > 0 && filled + page.count <= rows))
      throw new Error('its pages do not add up to the rows');
    const target = values.subarray(filled, filled + page.count);
    if (!(target instanceof Uint8Array)) {
      decodePage(page, element, dictionary, target);
    } else if (!decodeBytes(page, element, dictionary, target, room!.dictionary)) {
      const wider = floats(element, rows);
      wider.set(values.subarray(0, filled));
      values = wider;
      decodePage(page, element, dictionary, wider.subarray(filled, filled + page.count));
    }
    filled += page.count;
  }
  return values;
}

const floats = ({ type }: SchemaElement, rows: number) =>
  new (type === 'FLOAT' ? Float32Array : Float64Array)(rows);

interface Dictionary {
  readonly values: Numbers;
  /** The same where all are bytes, and few. */
  readonly bytes?: Uint8Array;
}

function dictionaryOf(values: Numbers, asBytes: boolean): Dictionary {
  const fits = asBytes && values.length <= 256 && areBytes(values);
  return { values, bytes: fits ? Uint8Array.from(values) : undefined };
}

function decompress(bytes: Uint8Array, length: number, { codec }: ColumnMetaData): Uint8Array {
  const page = codec === 'UNCOMPRESSED' ? bytes : compressors[codec]!(bytes, length);
  if (page.length !== length) throw new Error(`a page of ${page.length} bytes instead of ${length}`);
  return page;
}

/** Decodes a page that holds bytes; @returns false when it does not */
function decodeBytes(
  { levels, encoding, data, count }: DataPage,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  target: Uint8Array,
  bytes: ByteDictionary,
): boolean {
  if (levels !== undefined) return false;
  if (encoding === 'PLAIN') {
    const values = plainNumbers(data, element, count);
    if (!areBytes(values)) return false;
    target.set(values);
    return true;
  }
  if (!isDictionary(encoding) || dictionary?.bytes === undefined || !(data[0] <= 16)) return false;
  bytes.lookUp(data.subarray(1), data[0], dictionary.bytes, target);
  return true;
}

const isDictionary = (encoding: string | undefined) =>
  encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';

function decodePage(
  { levels, encoding, data, count }: DataPage,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  target: Float32Array | Float64Array,
): void {
  const present = levels === undefined ? count : levels.reduce((sum, level) => sum + level, 0);
  if (encoding === 'PLAIN') target.set(plainNumbers(data, element, present));
  else if (isDictionary(encoding)) lookUp(data, present, dictionary?.values, target);
  else throw new Error(`encoding ${encoding} beside others`);
  if (levels !== undefined && present < count) spread(target, levels, present);
}

interface DataPage {
  readonly count: number;
  readonly encoding: string | undefined;
  /** 1 where a row has a value; undefined when all have. */
  readonly levels?: Uint8Array;
  readonly data: Uint8Array;
}

function splitPage(
  header: PageHeader,
  bytes: Uint8Array,
  element: SchemaElement,
  column: ColumnMetaData,
): DataPage {
  const optional = element.repetition_type !== 'REQUIRED';
  if (header.type === 'DATA_PAGE') {
    const { num_values: count, encoding } = header.data_page_header!;
    const page = decompress(bytes, header.uncompressed_page_size, column);
    if (!optional) return { count, encoding, data: page };
    const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    return {
      count,
      encoding,
      levels: levelsOf(page.subarray(4, 4 + length), count),
      data: page.subarray(4 + length),
    };
  }
  if (header.type !== 'DATA_PAGE_V2') throw new Error(`a page of type ${header.type}`);
  const v2 = header.data_page_header_v2!;
  const levelBytes = v2.definition_levels_byte_length + v2.repetition_levels_byte_length;
  if (!(levelBytes >= 0 && levelBytes <= bytes.length)) throw new Error('levels outside their page');
  const levels = optional
    ? levelsOf(bytes.subarray(v2.repetition_levels_byte_length, levelBytes), v2.num_values)
    : undefined;
  const rest = bytes.subarray(levelBytes);
  const data = v2.is_compressed ? decompress(rest, header.uncompressed_page_size - levelBytes, column) : rest;
  return { count: v2.num_values, encoding: v2.encoding, levels, data };
}

function levelsOf(bytes: Uint8Array, count: number): Uint8Array | undefined {
  if (!(count >= 0 && count <= mostPageBytes)) throw new Error(`a page of ${count} values`);
  if (allOnes(bytes, count)) return undefined;
  const levels = new Uint8Array(count);
  unpackHybrid(bytes, 1, levels);
  return levels.includes(0) ? levels : undefined;
}

/** Numbers as they lie in the page; integers of 64 bits become float64, as everywhere. */
function plainNumbers(
  bytes: Uint8Array,
  { type, converted_type, logical_type }: SchemaElement,
  count: number,
): Numbers {
  const needed = count * widths[type!];
  if (!(count >= 0 && needed <= bytes.length)) throw new Error(`${count} values in ${bytes.length} bytes`);
  const aligned = bytes.byteOffset % widths[type!] === 0 ? bytes : bytes.slice(0, needed);
  const { byteOffset } = aligned;
  const buffer = aligned.buffer as ArrayBuffer;
  const unsigned =
    converted_type?.startsWith('UINT') || (logical_type?.type === 'INTEGER' && !logical_type.isSigned);
  switch (type) {
    case 'FLOAT':
      return new Float32Array(buffer, byteOffset, count);
    case 'DOUBLE':
      return new Float64Array(buffer, byteOffset, count);
    case 'INT32':
      return new (unsigned ? Uint32Array : Int32Array)(buffer, byteOffset, count);
    default:
      return fromLongs(buffer, byteOffset, count, !unsigned);
  }
}

function lookUp(
  data: Uint8Array,
  count: number,
  dictionary: Numbers | undefined,
  target: Float32Array | Float64Array,
): void {
  if (dictionary === undefined) throw new Error('a page refers to a dictionary that is not there');
  const indices = new Uint32Array(count);
  unpackHybrid(data.subarray(1), data[0], indices);
  for (let i = 0; i < count; i++) {
    const index = indices[i];
    if (index >= dictionary.length) throw new Error(`value ${index} of a dictionary of ${dictionary.length}`);
    target[i] = dictionary[index];
  }
}

/** Moves the values, which stand at the front, to the rows that have one, in place. */
function spread(target: Float32Array | Float64Array, levels: Uint8Array, present: number): void {
  for (let row = levels.length - 1, from = present - 1; row >= 0; row--)
    target[row] = levels[row] === 0 ? Number.NaN : target[from--];
}
