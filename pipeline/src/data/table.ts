import type { ImageShape } from './dataset.js';
import type { FeatureStatistics } from './feature-statistics.js';

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
  /** What the reader found out, along the way, of the columns of a matrix that numbers share. */
  readonly known?: KnownMatrix;
  /** What the reader decided (delimiter, no header), in plain sentences. */
  readonly notes: readonly string[];
}

/** A row-major matrix as it was read, and what is known of its columns. */
export interface KnownMatrix {
  readonly values: Uint8Array | Float32Array;
  readonly statistics?: FeatureStatistics;
}

/** The numbers of a column, one a row. */
export function numbersOf(column: NumberSlice, rows: number): Float64Array {
  const { values, offset, stride } = column;
  return Float64Array.from({ length: rows }, (_, row) => values[offset + row * stride]);
}

/** The values of some rows of a column; all where none are named. */
export function pickFromColumn(column: TableColumn, rows: Uint32Array | undefined): TableColumn {
  if (rows === undefined) return column;
  switch (column.kind) {
    case 'text':
      return { ...column, values: Array.from(rows, (row) => column.values[row]) };
    case 'number': {
      const { values, offset, stride } = column;
      const picked = Float64Array.from(rows, (row) => values[offset + row * stride]);
      const single = !(values instanceof Float64Array);
      return { ...column, values: single ? Float32Array.from(picked) : picked, offset: 0, stride: 1 };
    }
    case 'vector': {
      const { values, width } = column;
      const picked = new (values.constructor as Float32ArrayConstructor)(rows.length * width);
      rows.forEach((row, i) => {
        picked.set(values.subarray(row * width, (row + 1) * width), i * width);
      });
      return { ...column, values: picked };
    }
  }
}
