import type { ImageShape } from './dataset.js';

/** A column of numbers: `values[offset + row * stride]`; several columns may share one row-major matrix. NaN is missing. */
export interface NumberSlice {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Uint8Array | Float32Array | Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** A column of text; the empty string is missing. */
export interface TextValues {
  readonly kind: 'text';
  readonly name: string;
  readonly values: readonly string[];
}

/** A column of vectors of one width: `rows x width`, row-major. */
export interface VectorValues {
  readonly kind: 'vector';
  readonly name: string;
  readonly width: number;
  readonly values: Uint8Array | Float32Array;
}

export type TableColumn = NumberSlice | TextValues | VectorValues;

/** A table as a reader leaves it: columns of equal length, nothing understood yet. */
export interface Table {
  /** Where it came from, for messages: `data.csv`. */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Given when the only column holds images. */
  readonly image?: ImageShape;
  /** One byte a row, 1 = held out, where the source says which rows are for testing. */
  readonly split?: Uint8Array;
  /** Given where the reader drew a sample: the number of each row in the source, from 0. */
  readonly rowNumbers?: Uint32Array;
  /** How many rows the source has, where a sample was drawn. */
  readonly sourceRows?: number;
  /** What the reader decided (delimiter, no header), in plain sentences. */
  readonly notes: readonly string[];
}

/** The numbers of a column, one a row. */
export function numbersOf(column: NumberSlice, rows: number): Float64Array {
  const { values, offset, stride } = column;
  return Float64Array.from({ length: rows }, (_, row) => values[offset + row * stride]);
}
