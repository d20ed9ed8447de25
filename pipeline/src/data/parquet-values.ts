import type { Compressors } from 'hyparquet';
import type { ByteDictionary } from './byte-dictionary.js';
import { KernelMemory } from './kernel-memory.js';
import { areBytes } from './number-matrix.js';
import type { ColumnChunk, SchemaElement } from './parquet-footer.js';
import { unpackHybrid } from './parquet-levels.js';
import type { Page } from './parquet-pages.js';
import { fromLongs } from './typed-array.js';

type Floats = Float32Array | Float64Array;
type Numbers = Floats | Int32Array | Uint32Array;

/** The values that a column's pages refer to. */
export interface Dictionary {
  readonly values: Numbers;
  /** The same where all are bytes, and few. */
  readonly bytes?: Uint8Array;
}

/** The widths of a value, by type. */
const widths: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8 };
const readEncodings = new Set(['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE', 'BIT_PACKED']);
/** What is converted of a page at once, so that what is made on the way stays small. */
const convertedBytes = 2 ** 15;
const bytesAtMost = 256;

const numberTypes = new Set(Object.keys(widths));
const numberAnnotations = /^(U?INT_\d+|DECIMAL)$/;

/** Whether a flat column holds numbers, in whatever encoding. */
export function isNumber({ type, converted_type, logical_type }: SchemaElement): boolean {
  if (logical_type?.type === 'FLOAT16' || converted_type === 'DECIMAL') return true;
  return (
    type !== undefined &&
    numberTypes.has(type) &&
    (converted_type === undefined ? !isTime(logical_type?.type) : numberAnnotations.test(converted_type))
  );
}

const isTime = (logicalType: string | undefined) => /^(DATE|TIME|TIMESTAMP)$/.test(logicalType ?? '');

/** Whether the numbers of a column can be read here; hyparquet reads what cannot. */
export function isPlainNumber(
  { type, converted_type, logical_type }: SchemaElement,
  column: ColumnChunk,
  decompressors: Compressors,
): boolean {
  return (
    widths[type ?? ''] !== undefined &&
    converted_type !== 'DECIMAL' &&
    logical_type?.type !== 'FLOAT16' &&
    logical_type?.type !== 'DECIMAL' &&
    column.encodings.every((encoding) => readEncodings.has(encoding)) &&
    (column.codec === 'UNCOMPRESSED' || decompressors[column.codec as keyof Compressors] !== undefined)
  );
}

/** Whether the file says that all values of a column are exact as float64, which whole numbers beyond 2^53 are not. */
export function fitsFloat64(element: SchemaElement, { type, min, max }: ColumnChunk): boolean {
  if (type !== 'INT64') return true;
  return [min, max].every(
    (bytes) => bytes?.length === 8 && Number.isSafeInteger(plainNumbers(bytes, element, 1)[0]),
  );
}

/** The dictionary of a page, in memory of its own. */
export function dictionaryOf({ data, count }: Page, element: SchemaElement, asBytes = false): Dictionary {
  const values = plainNumbers(data, element, count).slice();
  const fits = asBytes && values.length <= bytesAtMost && areBytes(values);
  return { values, bytes: fits ? new Uint8Array(values) : undefined };
}

const isDictionary = (encoding: string | undefined) =>
  encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';

/**
 * Puts as many values of a page as the target takes into it.
 *
 * @throws Error when there are fewer, or they cannot be read
 */
export function putValues(
  { encoding, data }: Page,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  target: Floats,
): void {
  if (encoding === 'PLAIN') putPlain(data, element, target);
  else if (isDictionary(encoding)) lookUp(data, dictionary?.values, target);
  else throw new Error(`encoding ${encoding} beside others`);
}

/** Whether `putBytes` is worth a try. */
export const mayHoldBytes = ({ encoding }: Page, dictionary: Dictionary | undefined) =>
  !isDictionary(encoding) || dictionary?.bytes !== undefined;

/**
 * Puts as many values of a page as the target takes into it, if they are bytes.
 *
 * @returns false when they are none
 */
export function putBytes(
  { encoding, data }: Page,
  element: SchemaElement,
  dictionary: Dictionary | undefined,
  kernel: ByteDictionary,
  target: Uint8Array,
): boolean {
  if (encoding === 'PLAIN') return putPlain(data, element, target);
  if (!isDictionary(encoding) || dictionary?.bytes === undefined || !(data[0] <= 16)) return false;
  kernel.lookUp(data.subarray(1), data[0], dictionary.bytes, target);
  return true;
}

/** Puts numbers as they lie in the page into the target; @returns false when it is one of bytes and they are none */
function putPlain(data: Uint8Array, element: SchemaElement, target: Floats | Uint8Array): boolean {
  const width = widths[element.type!];
  if (!(target.length * width <= data.length))
    throw new Error(`${target.length} values in ${data.length} bytes`);
  if (element.type === 'FLOAT' && target instanceof Float32Array) {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    const from = data.subarray(0, target.byteLength);
    const memory = KernelMemory.of(from);
    if (memory) memory.copy(from, bytes);
    else bytes.set(from);
    return true;
  }
  const atOnce = convertedBytes / width;
  for (let first = 0; first < target.length; first += atOnce) {
    const count = Math.min(atOnce, target.length - first);
    const values = plainNumbers(data.subarray(first * width), element, count);
    if (target instanceof Uint8Array && !areBytes(values)) return false;
    target.set(values, first);
  }
  return true;
}

/** Numbers as they lie in the page, a view where it can be one; integers of 64 bits become float64, as everywhere. */
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

function lookUp(data: Uint8Array, dictionary: Numbers | undefined, target: Floats): void {
  if (dictionary === undefined) throw new Error('a page refers to a dictionary that is not there');
  // The indices lie in the target itself: from the end on, a value is put where no index is that is still to be read.
  const indices = new Uint32Array(target.buffer, target.byteOffset, target.length);
  unpackHybrid(data.subarray(1), data[0], indices);
  for (let i = indices.length - 1; i >= 0; i--) {
    const index = indices[i];
    if (index >= dictionary.length) throw new Error(`value ${index} of a dictionary of ${dictionary.length}`);
    target[i] = dictionary[index];
  }
}
