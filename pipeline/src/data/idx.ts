import { UserError } from '../errors.js';
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

/**
 * Reads the IDX format of the MNIST files: two zero bytes, the element type, the number of dimensions, the
 * dimensions as big-endian 32-bit integers, then the values, big-endian.
 *
 * @param name the file's name, for messages
 * @throws UserError when the magic number is unknown or the length differs from what the header says
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 4 ? view.getUint32(0) : -1;
  const type = elementTypes[(magic >> 8) & 0xff];
  const dimensions = magic & 0xff;
  const headerBytes = 4 + 4 * dimensions;
  if (magic >>> 16 !== 0 || type === undefined || dimensions === 0 || bytes.length < headerBytes) {
    const found = magic < 0 ? 'only a few bytes' : `0x${(magic >>> 0).toString(16).padStart(8, '0')}`;
    throw new UserError(`${name}: not an IDX file: the magic number is ${found}.`);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  const missing = count * Number(type[1]) - (bytes.length - headerBytes);
  if (missing !== 0) {
    const difference = missing > 0 ? `${missing} bytes are missing` : `${-missing} bytes are too many`;
    throw new UserError(`${name}: ${difference}: the header says ${shape.join(' x ')}. Download it again.`);
  }
  return { shape, values: valuesFromBytes(bytes.subarray(headerBytes), type, true) };
}
