/** The arrays that files of numbers are read into; 64-bit integers become float64. */
export type TypedArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Bytes of a file as numbers.
 *
 * @param bytes exactly the values; viewed, not copied, where alignment and byte order allow
 * @param type kind and bytes a value, as NumPy writes it: `u1`, `i2`, `f4`, …
 */
export function valuesFromBytes(bytes: Uint8Array, type: string, bigEndian: boolean): TypedArray {
  const width = Number(type[1]);
  const aligned = bytes.byteOffset % width === 0 && !(bigEndian && width > 1);
  const source = aligned ? bytes : swapped(Uint8Array.from(bytes), bigEndian ? width : 1);
  return viewAs(type, source.buffer as ArrayBuffer, source.byteOffset, source.byteLength / width);
}

function viewAs(type: string, buffer: ArrayBuffer, offset: number, length: number): TypedArray {
  switch (type) {
    case 'b1':
    case 'u1':
      return new Uint8Array(buffer, offset, length);
    case 'i1':
      return new Int8Array(buffer, offset, length);
    case 'u2':
      return new Uint16Array(buffer, offset, length);
    case 'i2':
      return new Int16Array(buffer, offset, length);
    case 'u4':
      return new Uint32Array(buffer, offset, length);
    case 'i4':
      return new Int32Array(buffer, offset, length);
    case 'u8':
      return Float64Array.from(new BigUint64Array(buffer, offset, length), Number);
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer, offset, length), Number);
    case 'f2':
      return Float32Array.from(new Uint16Array(buffer, offset, length), halfToNumber);
    case 'f4':
      return new Float32Array(buffer, offset, length);
    case 'f8':
      return new Float64Array(buffer, offset, length);
    default:
      throw new Error(`unknown element type ${type}`);
  }
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const buffer = Buffer.from(bytes.buffer);
  if (width === 2) buffer.swap16();
  if (width === 4) buffer.swap32();
  if (width === 8) buffer.swap64();
  return bytes;
}

/** IEEE 754 half precision: one sign bit, five of exponent, ten of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
