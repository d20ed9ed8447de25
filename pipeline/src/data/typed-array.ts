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
  const source = aligned ? bytes : swapped(new Uint8Array(bytes), bigEndian ? width : 1);
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
    case 'i8':
      return fromLongs(buffer, offset, length, type === 'i8');
    case 'f2':
      return fromHalves(new Uint16Array(buffer, offset, length));
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

/** Little-endian integers of 64 bits, rounded to float64: halves of 32 bits are many times as fast as BigInt. */
export function fromLongs(
  buffer: ArrayBuffer,
  offset: number,
  length: number,
  signed: boolean,
): Float64Array {
  const low = new Uint32Array(buffer, offset, 2 * length);
  const high = signed ? new Int32Array(buffer, offset, 2 * length) : low;
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = high[2 * i + 1] * 2 ** 32 + low[2 * i];
  return values;
}

/** What each pattern of 16 bits stands for. */
let halves: Float32Array | undefined;

function fromHalves(bits: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 2 ** 16 }, (_, pattern) => halfToNumber(pattern));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = halves[bits[i]];
  return values;
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
