import { UserError } from '../errors.js';
import type { ArrayLayout } from './read-matrix.js';
import { type TypedArray, valuesFromBytes } from './typed-array.js';

/** An n-dimensional array, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: TypedArray;
}

const elementTypes: Readonly<Record<number, string>> = {
  8: 'u1',
  9: 'i1',
  11: 'i2',
  12: 'i4',
  13: 'f4',
  14: 'f8',
};

/** Where the array lies in an IDX file. */
export interface IdxLayout extends ArrayLayout {
  readonly type: string;
}

/**
 * Reads the IDX format of the MNIST files: two zero bytes, the element type, the number of dimensions, the
 * dimensions as big-endian 32-bit integers, then the values, big-endian.
 *
 * @param name the file's name, for messages
 * @throws UserError when the magic number is unknown or the length differs from what the header says
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const layout = idxLayout(bytes, name);
  checkIdxLength(layout, bytes.length, name);
  return { shape: layout.shape, values: idxValues(layout, bytes.subarray(layout.dataStart)) };
}

/** What the header of an IDX file says. @throws UserError when it is not such a file */
export function idxLayout(bytes: Uint8Array, name: string): IdxLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 4 ? view.getUint32(0) : -1;
  const type = elementTypes[(magic >> 8) & 0xff];
  const dimensions = magic & 0xff;
  const dataStart = 4 + 4 * dimensions;
  if (magic >>> 16 !== 0 || type === undefined || dimensions === 0 || bytes.length < dataStart) {
    const found = magic < 0 ? 'only a few bytes' : `0x${(magic >>> 0).toString(16).padStart(8, '0')}`;
    throw new UserError(`${name}: not an IDX file: the magic number is ${found}.`);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const rowBytes = shape.slice(1).reduce((product, size) => product * size, Number(type[1]));
  return { type, shape, dataStart, rowBytes, bigEndian: true, fortran: false };
}

/** @throws UserError when a file of so many bytes cannot hold what its header says */
export function checkIdxLength(
  { shape, dataStart, rowBytes }: IdxLayout,
  fileBytes: number,
  name: string,
): void {
  const missing = shape[0] * rowBytes - (fileBytes - dataStart);
  if (missing === 0) return;
  const difference = missing > 0 ? `${missing} bytes are missing` : `${-missing} bytes are too many`;
  throw new UserError(`${name}: ${difference}: the header says ${shape.join(' x ')}. Download it again.`);
}

/** @param bytes values as they lie in the file */
export function idxValues({ type }: IdxLayout, bytes: Uint8Array): TypedArray {
  return valuesFromBytes(bytes, type, true);
}
