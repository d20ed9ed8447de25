import { damaged, fetchBytes } from '../api.js';
import { bytesOf, endsTooEarly, type NpyHeader, parseNpyHeader } from './npy.js';
import { once } from './once.js';

/** Raw feature values, read row by row: the file may be far larger than a page should hold. */
export interface Features {
  /** The raw values of one row. */
  row(row: number): Promise<Float32Array>;
}

const file = 'dataset/features.npy';
/** More than the header of any matrix takes. */
const headerBytes = 256;

export function createFeatures(run: string): Features {
  const header = once(async () => {
    const { bytes, size } = await fetchBytes(run, file, 0, headerBytes);
    return readHeader(run, bytes, size);
  });
  return {
    async row(row) {
      const { dtype, shape, offset } = await header();
      const columns = shape[1];
      const size = dtype === '<f4' ? 4 : 1;
      const from = offset + row * columns * size;
      const { bytes } = await fetchBytes(run, file, from, from + columns * size);
      return dtype === '<f4' ? new Float32Array(bytes.slice().buffer) : Float32Array.from(bytes);
    },
  };
}

/** @param size Bytes of the whole file, which may have been cut off. */
function readHeader(run: string, bytes: Uint8Array, size: number): NpyHeader {
  try {
    const header = parseNpyHeader(bytes);
    if (size < header.offset + bytesOf(header)) throw new Error(endsTooEarly);
    return header;
  } catch (error) {
    throw damaged(run, file, error);
  }
}

/** The rule that turns raw values into the network's, one number for all columns or one a column. */
interface ScalingRule {
  readonly offset: number | readonly number[];
  readonly factor: number | readonly number[];
}

/** Raw values as the network sees them: `(raw - offset) * factor`, column by column. */
export function scale(raw: Float32Array, { offset, factor }: ScalingRule): Float32Array {
  return raw.map((value, column) => (value - at(offset, column)) * at(factor, column));
}

/** The inverse of `scale`; a column whose factor is 0 was constant and becomes its offset. */
export function unscale(scaled: Float32Array, { offset, factor }: ScalingRule): Float32Array {
  return scaled.map((value, column) => {
    const by = at(factor, column);
    return (by === 0 ? 0 : value / by) + at(offset, column);
  });
}

function at(value: number | readonly number[], column: number): number {
  return typeof value === 'number' ? value : value[column];
}
