/** A NumPy array: its values in row-major order and its shape. */
export interface NpyArray {
  readonly values: Float32Array | Uint8Array;
  readonly shape: readonly number[];
}

export interface NpyHeader {
  readonly dtype: '<f4' | '|u1';
  readonly shape: readonly number[];
  /** Where the values start, in bytes. */
  readonly offset: number;
}

/** Reads the header of a `.npy` file of float32 or uint8 values, the two kinds that a run holds; throws for others. */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d) throw new Error('this is not a .npy file');
  const long = bytes[6] > 1;
  const start = long ? 12 : 10;
  const offset = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, offset));
  const dtype = text.match(/'descr':\s*'([^']+)'/)?.[1];
  const shape = text.match(/'shape':\s*\(([^)]*)\)/)?.[1];
  if ((dtype !== '<f4' && dtype !== '|u1') || shape === undefined || /'fortran_order':\s*True/.test(text))
    throw new Error('this .npy file does not hold row-major float32 or uint8 values');
  return {
    dtype,
    shape: shape
      .split(',')
      .filter((part) => part.trim())
      .map(Number),
    offset,
  };
}

export const endsTooEarly = 'this .npy file ends too early';

/** How many bytes the values take. */
export function bytesOf({ dtype, shape }: NpyHeader): number {
  return shape.reduce((product, size) => product * size, dtype === '<f4' ? 4 : 1);
}

/** Reads a whole `.npy` file; the values are a view on `buffer` where their alignment allows it. */
export function parseNpy(buffer: ArrayBuffer): NpyArray {
  const header = parseNpyHeader(new Uint8Array(buffer));
  const { dtype, shape, offset } = header;
  const bytes = bytesOf(header);
  const length = dtype === '<f4' ? bytes / 4 : bytes;
  if (buffer.byteLength < offset + bytes) throw new Error(endsTooEarly);
  if (dtype === '|u1') return { values: new Uint8Array(buffer, offset, length), shape };
  const values =
    offset % 4 === 0
      ? new Float32Array(buffer, offset, length)
      : new Float32Array(buffer.slice(offset, offset + bytes));
  return { values, shape };
}
