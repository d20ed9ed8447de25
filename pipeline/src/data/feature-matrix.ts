import type { CategoryColumn } from './dataset.js';
import { type FeatureStatistics, keepStatistics } from './feature-statistics.js';
import { keepColumns } from './keep-columns.js';
import type { KnownMatrix, NumberSlice, VectorValues } from './table.js';

/** A column that becomes features: a number, a vector of them, or one 0/1 feature a category. */
export type FeatureColumn = NumberSlice | VectorValues | CategoryColumn;

/** `rows x names.length`, row-major. */
export interface FeatureMatrix {
  values: Uint8Array | Float32Array;
  names: string[];
  /** For each feature, whether it is a 0/1 feature made from a category. */
  oneHot: boolean[];
  /** Of the columns, where the reader found them out. */
  statistics?: FeatureStatistics;
}

/**
 * Puts columns side by side. Nothing is copied where the columns are one matrix already, or share one, as a CSV file's
 * do: then they are moved together in place.
 */
export function assemble(
  columns: readonly FeatureColumn[],
  rows: number,
  known?: KnownMatrix,
): FeatureMatrix {
  const names = columns.flatMap(featureNames);
  const oneHot = columns.flatMap((column) => featureNames(column).map(() => column.kind === 'category'));
  const [first] = columns;
  if (columns.length === 1 && first.kind === 'vector') return { values: first.values, names, oneHot };
  const shared = sharedMatrix(columns);
  if (shared !== undefined) {
    const offsets = columns.map((column) => (column as NumberSlice).offset);
    const statistics = known?.values === shared.values ? known.statistics : undefined;
    return {
      values: keepColumns(shared.values, rows, shared.stride, offsets),
      names,
      oneHot,
      statistics: statistics && keepStatistics(statistics, offsets),
    };
  }
  const values = new Float32Array(rows * names.length);
  let offset = 0;
  for (const column of columns) {
    copyInto(values, names.length, offset, column, rows);
    offset += featureNames(column).length;
  }
  return { values, names, oneHot };
}

/** Moves the rows that are kept together, in place; returns a view of what remains. */
export function keepRows<T extends Uint8Array | Float32Array>(
  values: T,
  columns: number,
  kept: Uint32Array,
): T {
  kept.forEach((row, i) => {
    values.copyWithin(i * columns, row * columns, (row + 1) * columns);
  });
  return values.subarray(0, kept.length * columns) as T;
}

function featureNames(column: FeatureColumn): string[] {
  switch (column.kind) {
    case 'number':
      return [column.name];
    case 'vector':
      return Array.from({ length: column.width }, (_, i) => `${column.name}_${i}`);
    case 'category':
      return column.categories.map((category) => `${column.name}=${category}`);
  }
}

/** The matrix that all columns lie in, in their order; undefined when they do not. */
function sharedMatrix(
  columns: readonly FeatureColumn[],
): { values: Uint8Array | Float32Array; stride: number } | undefined {
  const [first] = columns;
  if (first.kind !== 'number' || first.values instanceof Float64Array) return undefined;
  const shares = columns.every((column) => column.kind === 'number' && column.values === first.values);
  return shares ? { values: first.values, stride: first.stride } : undefined;
}

function copyInto(
  target: Float32Array,
  stride: number,
  offset: number,
  column: FeatureColumn,
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const start = row * stride + offset;
    switch (column.kind) {
      case 'number':
        target[start] = column.values[column.offset + row * column.stride];
        break;
      case 'vector':
        target.set(column.values.subarray(row * column.width, (row + 1) * column.width), start);
        break;
      case 'category':
        if (column.codes[row] >= 0) target[start + column.codes[row]] = 1;
    }
  }
}
