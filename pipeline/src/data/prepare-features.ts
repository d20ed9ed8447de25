import { UserError } from '../errors.js';
import type { Features, ImageShape } from './dataset.js';
import { type FeatureMatrix, keepRows } from './feature-matrix.js';
import { type FeatureStatistics, featureStatistics, keepStatistics } from './feature-statistics.js';
import { keepColumns } from './keep-columns.js';
import type { ResolvedDataOptions } from './options.js';
import { listNames } from './roles.js';
import { byteScaling, chooseScaling } from './scaling.js';

/** The widest table that a network of this size can sensibly learn from. */
const mostFeatures = 65_536;

export interface PreparedFeatures {
  readonly features: Features;
  readonly names: readonly string[];
  /** The rows that remain, when some were left out. */
  readonly keptRows?: Uint32Array;
  readonly notes: readonly string[];
}

interface Context {
  readonly source: string;
  readonly options: ResolvedDataOptions;
  readonly image?: ImageShape;
  /** The columns are the dimensions of vectors. */
  readonly vectors: boolean;
  /** Whether the user's table has a column of this name, which can be dropped; a dimension of a vector cannot. */
  isColumn(name: string): boolean;
  /** What else could be learned from; a sentence after a space, or empty. */
  readonly advice: string;
}

/**
 * Makes a matrix fit to learn from, in place: missing values are replaced or their rows left out, constant columns
 * taken away, a scaling is chosen.
 *
 * @throws UserError when infinite values, or missing ones that may not be replaced, are found; when fewer than two
 * features remain, or all rows are the same
 */
export function prepareFeatures(matrix: FeatureMatrix, rows: number, context: Context): PreparedFeatures {
  const { source, options, image } = context;
  const notes: string[] = [];
  let { values, names, oneHot } = matrix;
  if (names.length > mostFeatures) {
    throw new UserError(
      `${source}: ${names.length.toLocaleString('en')} features; at most ${mostFeatures.toLocaleString('en')} can be ` +
        'learned from. Choose with --features or --drop.',
    );
  }
  let statistics = matrix.statistics ?? featureStatistics(values, rows, names.length);
  let keptRows: Uint32Array | undefined;
  if (options.missing === 'drop' && someMissing(statistics)) {
    keptRows = completeRows(values, rows, names.length);
    notes.push(
      `${count(rows - keptRows.length, 'row')} with missing values ${rows - keptRows.length === 1 ? 'was' : 'were'} left out.`,
    );
    if (keptRows.length < 4) {
      throw new UserError(
        `${source}: ${count(keptRows.length, 'row')} without missing values. Use --missing median.`,
      );
    }
    values = keepRows(values, names.length, keptRows);
    statistics = featureStatistics(values, keptRows.length, names.length);
  }
  const remaining = keptRows?.length ?? rows;
  refuseInfinite(statistics, values, names, context);
  if (options.missing === 'error') refuseMissing(statistics, values, names, source);
  if (statistics.missing.every((missing) => missing === remaining))
    throw new UserError(`${source}: every value is missing; there is nothing to map.`);
  notes.push(...roundedNumbers(statistics, names, context));
  const constant = image ? [] : indices(statistics.min, (low, i) => !(statistics.max[i] > low));
  if (constant.length === names.length || !statistics.min.some((low, i) => statistics.max[i] > low)) {
    throw new UserError(`${source}: all rows are the same; there is nothing to map.`);
  }
  if (constant.length > 0) {
    const which = listNames(
      constant.map((i) => names[i]),
      5,
    );
    notes.push(
      `${count(constant.length, 'column')} of one value ${constant.length === 1 ? 'carries no information and is' : 'carry no information and are'} left out: ${which}.`,
    );
    const kept = indices(statistics.min, (low, i) => statistics.max[i] > low);
    values = keepColumns(values, remaining, names.length, kept);
    names = kept.map((i) => names[i]);
    oneHot = kept.map((i) => oneHot[i]);
    statistics = keepStatistics(statistics, kept);
  }
  if (names.length < 2) {
    throw new UserError(
      `${source}: only one feature is left ("${names[0]}"); a map needs at least 2.${context.advice}`,
    );
  }
  if (someMissing(statistics)) {
    notes.push(imputeMedians(values, remaining, names, statistics));
    statistics = featureStatistics(values, remaining, names.length);
  }
  const { scaling, note } = chooseScaling(statistics, options.scaling, {
    vectors: context.vectors,
    image: image !== undefined,
    oneHot,
  });
  notes.push(note);
  // Bytes take a quarter of the memory.
  const stored = scaling === byteScaling && values instanceof Float32Array ? new Uint8Array(values) : values;
  return {
    features: { rows: remaining, columns: names.length, values: stored, scaling },
    names,
    keptRows,
    notes,
  };
}

const someMissing = ({ missing, infinite }: FeatureStatistics) =>
  missing.some(Boolean) || infinite.some(Boolean);

export function completeRows(values: Uint8Array | Float32Array, rows: number, columns: number): Uint32Array {
  const complete = Uint32Array.from({ length: rows }, (_, row) => row);
  return complete.filter((row) => values.subarray(row * columns, (row + 1) * columns).every(Number.isFinite));
}

function refuseInfinite(
  statistics: FeatureStatistics,
  values: Float32Array | Uint8Array,
  names: string[],
  { source, isColumn }: Context,
) {
  const column = statistics.infinite.findIndex((found) => found > 0);
  if (column < 0) return;
  const row = firstRow(values, names.length, column, (value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  throw new UserError(
    `${source}: column "${names[column]}" holds infinity, or a number beyond 3.4e38, in row ${row} ` +
      `(${statistics.infinite[column]} in all). Use --missing drop${isColumn(names[column]) ? `, or --drop "${names[column]}"` : ''}.`,
  );
}

function refuseMissing(
  statistics: FeatureStatistics,
  values: Float32Array | Uint8Array,
  names: string[],
  source: string,
) {
  const column = statistics.missing.findIndex((found) => found > 0);
  if (column < 0) return;
  const row = firstRow(values, names.length, column, Number.isNaN);
  throw new UserError(
    `${source}: column "${names[column]}" lacks a value in row ${row} (${statistics.missing[column]} in all). ` +
      'Use --missing median or --missing drop.',
  );
}

/** From here on not every whole number is one of float32. */
const firstRounded = 2 ** 24;

/** Says where large whole numbers, such as ids and times in seconds, are no longer told apart. */
function roundedNumbers(
  { min, max, whole }: FeatureStatistics,
  names: readonly string[],
  { isColumn }: Context,
): string[] {
  const rounded = indices(whole, (isWhole, i) => isWhole === 1 && Math.max(-min[i], max[i]) >= firstRounded);
  if (rounded.length === 0) return [];
  const which = rounded.map((i) => names[i]);
  const advice = which.every(isColumn) ? ' Columns that are only shown (--show) keep all digits.' : '';
  return [
    `Whole numbers beyond ${firstRounded.toLocaleString('en')} are rounded to about 7 digits: ${listNames(which, 5)}.${advice}`,
  ];
}

function firstRow(
  values: Float32Array | Uint8Array,
  columns: number,
  column: number,
  matches: (value: number) => boolean,
) {
  let at = column;
  while (!matches(values[at])) at += columns;
  return (at - column) / columns + 1;
}

/** Replaces missing values by the median of their column, in place; returns what to tell the user. */
function imputeMedians(
  values: Float32Array | Uint8Array,
  rows: number,
  names: readonly string[],
  { missing }: FeatureStatistics,
): string {
  const affected = indices(missing, (found) => found > 0);
  for (const column of affected) {
    const present = new Float32Array(rows - missing[column]);
    for (let row = 0, n = 0; row < rows; row++) {
      const value = values[row * names.length + column];
      if (!Number.isNaN(value)) present[n++] = value;
    }
    const median = medianOf(present);
    for (let at = column; at < rows * names.length; at += names.length) {
      if (Number.isNaN(values[at])) values[at] = median;
    }
  }
  const total = missing.reduce((sum, found) => sum + found, 0);
  const which = listNames(
    affected.map((i) => names[i]),
    5,
  );
  return `${count(total, 'missing number')} in ${which} ${total === 1 ? 'was' : 'were'} replaced by the median of the column.`;
}

/** Of values that are all there; they are sorted in place. */
export function medianOf(values: Float32Array): number {
  values.sort();
  return (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2;
}

function indices(
  array: Float64Array | Uint32Array | Uint8Array,
  matches: (value: number, i: number) => boolean,
): number[] {
  return Array.from(array.keys()).filter((i) => matches(array[i], i));
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
