import { UserError } from '../errors.js';
import type { ArrayLayout } from './read-matrix.js';
import { type TypedArray, valuesFromBytes } from './typed-array.js';

/** An n-dimensional array, row-major whatever the order in the file was; text arrays give strings. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: TypedArray | readonly string[];
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const numberTypes = new Set(['b1', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8']);

/** Whether the bytes begin as a .npy file does. */
function looksLikeNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** Where the array lies in a .npy file, and what it holds. */
export interface NpyLayout extends ArrayLayout {
  /** As NumPy writes it: `f` for floats, `U` for text, …. */
  readonly kind: string;
  /** Bytes an element. */
  readonly width: number;
}

/**
 * Reads NumPy's .npy format, versions 1 to 3: numbers and booleans of every width, big- and little-endian, C and
 * Fortran order, and fixed-width text. 64-bit integers become float64, half precision becomes float32.
 *
 * @param name the file's name, for messages
 * @throws UserError for other element types, a damaged header or a wrong length
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const layout = npyLayout(bytes, name);
  const { fortran, shape, dataStart } = layout;
  checkNpyLength(layout, bytes.length, name);
  const values = npyValues(layout, bytes.subarray(dataStart, dataStart + dataBytes(layout)));
  return { shape, values: fortran && shape.length > 1 ? rowMajor(values, shape) : values };
}

/** @throws UserError when a file of so many bytes cannot hold the array */
export function checkNpyLength(layout: NpyLayout, fileBytes: number, name: string): void {
  const missing = layout.dataStart + dataBytes(layout) - fileBytes;
  if (missing <= 0) return;
  throw new UserError(
    `${name}: the file is truncated: ${missing} bytes are missing of an array of shape ${shapeText(layout.shape)}.`,
  );
}

const dataBytes = ({ shape, rowBytes }: NpyLayout) => (shape[0] ?? 1) * rowBytes;

/** @param data elements as they lie in the file */
export function npyValues({ kind, type, width, bigEndian }: NpyLayout, data: Uint8Array): NpyArray['values'] {
  return type === undefined
    ? textValues(data, kind, width, bigEndian)
    : valuesFromBytes(data, type, bigEndian);
}

/**
 * What the header of a .npy file says.
 *
 * @param bytes the header, and whatever follows it
 * @throws UserError when it is no such file, or its elements are neither numbers nor text
 */
export function npyLayout(bytes: Uint8Array, name: string): NpyLayout {
  const { descr, fortran, shape, dataStart } = npyHeader(bytes, name);
  const [, order, kind, digits] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const isText = kind === 'U' || kind === 'S';
  if (!isText && !numberTypes.has(kind + digits)) {
    const what = descr.includes('O') ? 'Python objects' : `values of type ${descr}`;
    throw new UserError(
      `${name}: the array holds ${what}, which cannot be read. Save a.astype("float32"), or text as a.astype(str).`,
    );
  }
  const width = kind === 'U' ? 4 * Number(digits) : Number(digits);
  return {
    shape,
    dataStart,
    fortran,
    kind,
    type: isText ? undefined : kind + digits,
    width,
    rowBytes: shape.slice(1).reduce((product, size) => product * size, width),
    bigEndian: order === '>',
  };
}

function npyHeader(bytes: Uint8Array, name: string) {
  const broken = (what: string) => new UserError(`${name}: not a valid .npy file: ${what}.`);
  if (!looksLikeNpy(bytes) || bytes.length < 12) throw broken('it does not begin with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerStart = bytes[6] === 1 ? 10 : 12;
  const dataStart = headerStart + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > bytes.length) throw broken('its header is cut off');
  const header = new TextDecoder().decode(bytes.subarray(headerStart, dataStart));
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  if (/'descr':\s*\[/.test(header)) {
    throw new UserError(
      `${name}: the array is structured (named fields). Save a plain array, or the table as CSV or Parquet.`,
    );
  }
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  if (shape === undefined || fortran === undefined || descr === undefined) {
    throw broken('its header lacks descr, fortran_order or shape');
  }
  return { descr, fortran: fortran === 'True', shape: shape.match(/\d+/g)?.map(Number) ?? [], dataStart };
}

/** NumPy text: fixed width, padded with NUL; `S` is bytes, `U` is UTF-32. */
function textValues(data: Uint8Array, kind: string, width: number, bigEndian: boolean): string[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const unit = kind === 'U' ? 4 : 1;
  return Array.from({ length: width === 0 ? 0 : data.length / width }, (_, i) => {
    let text = '';
    for (let at = i * width; at < (i + 1) * width; at += unit) {
      const code = unit === 4 ? view.getUint32(at, !bigEndian) : data[at];
      if (code === 0) break;
      text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  });
}

/** Column-major (Fortran) to row-major order. */
function rowMajor<T extends TypedArray | readonly string[]>(values: T, shape: readonly number[]): T {
  const result = values.slice() as T & { [index: number]: number | string };
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let target = 0; target < result.length; target++) {
    let source = 0;
    for (let axis = 0; axis < shape.length; axis++) source += index[axis] * strides[axis];
    result[target] = values[source];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

/** A shape for people: `100 x 28 x 28`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : shape.join(' x ');
}

/** Writes an array, row-major, as a little-endian .npy file, version 1. */
export function formatNpy(
  values: Float32Array | Uint8Array | Uint16Array | Uint32Array,
  shape: readonly number[],
): Buffer {
  const kind = values instanceof Float32Array ? 'f' : 'u';
  const width = values.BYTES_PER_ELEMENT;
  const descr = `${width === 1 ? '|' : '<'}${kind}${width}`;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // NumPy pads the header with spaces so that the data begins at a multiple of 64 bytes.
  const headerBytes = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const result = Buffer.alloc(10 + headerBytes + values.byteLength);
  result.set([...magic, 1, 0]);
  result.writeUInt16LE(headerBytes, 8);
  result.write(`${dictionary.padEnd(headerBytes - 1)}\n`, 10, 'latin1');
  result.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + headerBytes);
  return result;
}
