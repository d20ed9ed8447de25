import type { Encoding, ParquetType, SchemaElement as Whole } from 'hyparquet';
import type { RandomAccess } from './random-access.js';
import { ThriftReader } from './thrift.js';

/** What the schema says of a column or of what holds columns, as far as numbers need it, in the words of hyparquet. */
export type SchemaElement = Pick<Whole, 'name' | 'type' | 'repetition_type' | 'converted_type'> & {
  readonly logical_type?: { readonly type: string; readonly isSigned?: boolean };
};

export interface SchemaNode {
  readonly element: SchemaElement;
  readonly children: readonly SchemaNode[];
}

/** A column of one row group. */
export interface ColumnChunk {
  readonly path: readonly string[];
  readonly type: ParquetType;
  readonly encodings: readonly Encoding[];
  readonly codec: string;
  /** Values, missing ones included. */
  readonly count: number;
  /** Where its pages begin and end in the file. */
  readonly start: number;
  readonly end: number;
  /** Smallest and largest value, as they would lie in a page. */
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
}

export interface ParquetFooter {
  readonly rows: number;
  readonly columns: readonly SchemaNode[];
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly ColumnChunk[] }[];
}

/** What is read of the end of a file at once; most footers are shorter. */
const endBytes = 2 ** 17;
const magic = 0x31524150;

// biome-ignore format: in the order of their numbers
const types: readonly ParquetType[] = [
  'BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY',
];
const repetitions = ['REQUIRED', 'OPTIONAL', 'REPEATED'] as const;
// biome-ignore format: as above
const convertedTypes = [
  'UTF8', 'MAP', 'MAP_KEY_VALUE', 'LIST', 'ENUM', 'DECIMAL', 'DATE', 'TIME_MILLIS', 'TIME_MICROS', 'TIMESTAMP_MILLIS',
  'TIMESTAMP_MICROS', 'UINT_8', 'UINT_16', 'UINT_32', 'UINT_64', 'INT_8', 'INT_16', 'INT_32', 'INT_64', 'JSON', 'BSON',
  'INTERVAL',
] as const;
/** By the number of the field that is there. */
const logicalTypes: Readonly<Record<number, string>> = {
  5: 'DECIMAL',
  6: 'DATE',
  7: 'TIME',
  8: 'TIMESTAMP',
  10: 'INTEGER',
  15: 'FLOAT16',
};
// biome-ignore format: as above
const encodings: readonly Encoding[] = [
  'PLAIN', 'GROUP_VAR_INT', 'PLAIN_DICTIONARY', 'RLE', 'BIT_PACKED', 'DELTA_BINARY_PACKED', 'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY', 'RLE_DICTIONARY', 'BYTE_STREAM_SPLIT',
];
const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'];

export const encodingOf = (code: number): Encoding | undefined => encodings[code];

/**
 * Reads the end of a Parquet file, which says what is in it and where.
 *
 * @throws Error when it is none, or what it says does not fit together
 */
export async function readFooter(file: Pick<RandomAccess, 'byteLength' | 'slice'>): Promise<ParquetFooter> {
  const { byteLength } = file;
  const start = Math.max(0, byteLength - endBytes);
  const end = new Uint8Array(await file.slice(start, byteLength));
  const view = new DataView(end.buffer);
  if (end.length < 12 || view.getUint32(end.length - 4, true) !== magic)
    throw new Error('parquet file invalid (footer != PAR1)');
  const length = view.getUint32(end.length - 8, true);
  if (length > byteLength - 12) throw new Error(`its footer of ${length} bytes is longer than the file`);
  const from = byteLength - 8 - length;
  const footer =
    from >= start
      ? end.subarray(from - start, end.length - 8)
      : new Uint8Array(await file.slice(from, byteLength - 8));
  return footerFrom(new ThriftReader(footer));
}

function footerFrom(reader: ThriftReader): ParquetFooter {
  let rows = Number.NaN;
  let schema: [SchemaElement, children: number][] = [];
  let groups: ParquetFooter['groups'] = [];
  reader.struct((field) => {
    if (field === 2) schema = reader.list(() => elementFrom(reader));
    else if (field === 3) rows = reader.integer();
    else if (field === 4) groups = reader.list(() => groupFrom(reader));
  });
  const root = treeFrom(schema.values());
  return { rows, groups, columns: root.children };
}

/** The tree that the schema is, which lists every node before what is in it. */
function treeFrom(elements: Iterator<[SchemaElement, children: number]>): SchemaNode {
  const { value } = elements.next();
  if (value === undefined) throw new Error('its schema ends too early');
  const [element, children] = value;
  const nodes: SchemaNode[] = [];
  while (nodes.length < children) nodes.push(treeFrom(elements));
  return { element, children: nodes };
}

function elementFrom(reader: ThriftReader): [SchemaElement, children: number] {
  const element: { -readonly [K in keyof SchemaElement]: SchemaElement[K] } = { name: '' };
  let children = 0;
  reader.struct((field) => {
    if (field === 1) element.type = types[reader.integer()];
    else if (field === 3) element.repetition_type = repetitions[reader.integer()];
    else if (field === 4) element.name = reader.text();
    else if (field === 5) children = reader.integer();
    else if (field === 6) element.converted_type = convertedTypes[reader.integer()];
    else if (field === 10) element.logical_type = logicalTypeFrom(reader);
  });
  return [element, children];
}

/** One of several structs, of which only that of whole numbers has something to say. */
function logicalTypeFrom(reader: ThriftReader): SchemaElement['logical_type'] {
  let type = 'OTHER';
  let isSigned: boolean | undefined;
  reader.struct((which) => {
    type = logicalTypes[which] ?? type;
    if (type !== 'INTEGER') return;
    reader.struct((field, value) => {
      if (field === 2) isSigned = value === 1;
    });
  });
  return { type, isSigned };
}

function groupFrom(reader: ThriftReader): ParquetFooter['groups'][number] {
  let rows = Number.NaN;
  let chunks: (ColumnChunk | undefined)[] = [];
  reader.struct((field) => {
    if (field === 1) chunks = reader.list(() => chunkOf(reader));
    else if (field === 3) rows = reader.integer();
  });
  if (chunks.includes(undefined)) throw new Error('a column has no metadata');
  return { rows, chunks: chunks as ColumnChunk[] };
}

function chunkOf(reader: ThriftReader): ColumnChunk | undefined {
  let chunk: ColumnChunk | undefined;
  reader.struct((field) => {
    if (field === 3) chunk = chunkFrom(reader);
  });
  return chunk;
}

function chunkFrom(reader: ThriftReader): ColumnChunk {
  const chunk: { -readonly [K in keyof ColumnChunk]: ColumnChunk[K] } = {
    path: [],
    type: 'BOOLEAN',
    encodings: [],
    codec: '',
    count: Number.NaN,
    start: Number.NaN,
    end: Number.NaN,
  };
  let size = Number.NaN;
  let dictionary = 0;
  const encoding = () => encodings[reader.integer()];
  const text = () => reader.text();
  reader.struct((field) => {
    if (field === 1) chunk.type = types[reader.integer()];
    else if (field === 2) chunk.encodings = reader.list(encoding);
    else if (field === 3) chunk.path = reader.list(text);
    else if (field === 4) chunk.codec = codecs[reader.integer()];
    else if (field === 5) chunk.count = reader.integer();
    else if (field === 7) size = reader.integer();
    else if (field === 9) chunk.start = reader.integer();
    else if (field === 11) dictionary = reader.integer();
    else if (field === 12 && chunk.type === 'INT64') Object.assign(chunk, rangeFrom(reader));
  });
  if (dictionary) chunk.start = dictionary;
  chunk.end = chunk.start + size;
  return chunk;
}

/** Smallest and largest value, which older writers give another field. */
function rangeFrom(reader: ThriftReader): Pick<ColumnChunk, 'min' | 'max'> {
  const found: Uint8Array[] = [];
  reader.struct((field) => {
    if (field === 1 || field === 2 || field === 5 || field === 6) found[field] = reader.binary();
  });
  return { max: found[5] ?? found[1], min: found[6] ?? found[2] };
}
