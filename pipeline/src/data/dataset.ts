import type { Scaling } from './scaling.js';

/** Raw feature values, `rows x columns`, row-major, and the rule that scales them for a network. */
export interface Features {
  readonly rows: number;
  readonly columns: number;
  /** Raw values as they were read: bytes stay bytes (a quarter of the memory), everything else is float32. */
  readonly values: Uint8Array | Float32Array;
  readonly scaling: Scaling;
}

/** The same, left in a file whose rows are read when they are needed. Plain data, so that threads can share it. */
export interface StoredFeatures extends Omit<Features, 'values'> {
  readonly file: {
    readonly path: string;
    /** Where the first row begins, in bytes. */
    readonly start: number;
    /** Bytes a value: 1 is uint8, 4 is float32, little-endian. */
    readonly width: 1 | 4;
  };
}

/** A column of few distinct values: `categories[codes[row]]`; code -1 stands for a missing value. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/** A column of numbers; NaN stands for a missing value. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array | Float32Array;
}

/** A column of free text (names, comments); the empty string stands for a missing value. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly values: readonly string[];
}

/** A column of dates as they were written, all of which `parseDate` reads; the empty string stands for a missing value. */
export interface DateColumn {
  readonly kind: 'date';
  readonly name: string;
  readonly values: readonly string[];
}

export type Column = CategoryColumn | NumberColumn | TextColumn | DateColumn;

/** Rows that are pictures: features are pixels, row-major, channels last. */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** What ingest understood of the user's data: everything that later stages read. */
export interface Dataset {
  /** A short name for people: `mnist`, `iris.csv`. */
  readonly name: string;
  readonly features: Features;
  /** One name a feature, where the source has them. */
  readonly featureNames?: readonly string[];
  /** One id a row, unique. */
  readonly ids: readonly string[];
  /** The column that colours the map. */
  readonly label?: CategoryColumn;
  /** The other columns, shown but not learned from. */
  readonly metadata: readonly Column[];
  /** One byte a row: 0 = the row trains the network, 1 = it is held out. */
  readonly split: Uint8Array;
  /** Given when the rows are images. */
  readonly image?: ImageShape;
  /** What was decided about the table and why, one sentence each, in the order in which it was decided. */
  readonly notes: readonly string[];
}
