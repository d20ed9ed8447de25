import { vectorColumn } from './columnar.js';
import { asNumbers, asVectors, categoryColumn, countDistinct } from './columns.js';
import type { CategoryColumn } from './dataset.js';
import { areDates } from './dates.js';
import { vectorColumns } from './dimensions.js';
import type { FeatureColumn } from './feature-matrix.js';
import { parseNumber } from './missing.js';
import { listNames } from './roles.js';
import type { NumberSlice, Table, TableColumn } from './table.js';

export interface Selection {
  readonly features: readonly FeatureColumn[];
  /** Whether the features are the dimensions of vectors and nothing else. */
  readonly vectors: boolean;
  /** Columns that are not learned from. */
  readonly shown: readonly TableColumn[];
  readonly notes: readonly string[];
  /** A sentence, after a space, on text that was perhaps meant to be numbers; else empty. */
  readonly advice: string;
}

interface SelectionOptions {
  /** Text of at most this many different values is learned from. */
  readonly oneHot: number;
  /** The user named the features, so that all of them are. */
  readonly demanded: boolean;
}

/**
 * Sorts the columns that may be learned from. Where there are vectors (embeddings, pixels) they are the features, and
 * the rest is shown. Otherwise numbers are features, text of few different values becomes one 0/1 feature a value, dates are
 * shown, and numbers that merely count the rows are left out.
 */
export function selectFeatures(
  table: Table,
  columns: readonly TableColumn[],
  options: SelectionOptions,
): Selection {
  const { rows, source } = table;
  const candidates = columns.map((column) => spelledOut(column, rows, source));
  const vectors = vectorColumns(candidates);
  const isVector = new Set(vectors);
  const others = candidates.filter((column) => !isVector.has(column));
  if (vectors.length > 0 && !options.demanded) {
    const notes =
      others.length === 0 ? [] : [`Beside the vectors, these columns are only shown: ${namesOf(others)}.`];
    return { features: vectors as FeatureColumn[], vectors: true, shown: others, notes, advice: '' };
  }
  return { ...sortColumns(candidates, table, options), vectors: others.length === 0 };
}

/** Text that spells vectors or numbers, as strings in JSON may, is taken for what it spells. */
export function spelledOut(column: TableColumn, rows: number, source: string): TableColumn {
  if (column.kind !== 'text') return column;
  const { name } = column;
  const vectors = asVectors(column.values);
  if (vectors !== undefined) return vectorColumn(name, vectors, rows, source);
  const values = asNumbers(column.values);
  return values === undefined ? column : { kind: 'number', name, values, offset: 0, stride: 1 };
}

function sortColumns(columns: readonly TableColumn[], table: Table, { oneHot, demanded }: SelectionOptions) {
  const { rows } = table;
  const features: FeatureColumn[] = [];
  const categories: CategoryColumn[] = [];
  const text: TableColumn[] = [];
  const dates: TableColumn[] = [];
  const counters: TableColumn[] = [];
  for (const column of columns) {
    if (column.kind === 'text' && !demanded && areDates(column.values)) {
      dates.push(column);
    } else if (column.kind === 'text') {
      const distinct = countDistinct(column.values, oneHot);
      if (distinct >= 2 && distinct <= oneHot && distinct * 2 <= rows) {
        categories.push(categoryColumn(column.name, column.values));
      } else {
        text.push(column);
      }
    } else if (column.kind === 'number' && !demanded && countsRows(column, rows, table.rowNumbers)) {
      counters.push(column);
    } else {
      features.push(column);
    }
  }
  const notes: string[] = [];
  if (counters.length > 0) notes.push(`${namesOf(counters)} only counts the rows and is left out.`);
  if (categories.length > 0) {
    const named = categories.map(({ name, categories: { length } }) => `${name} (${length} values)`);
    notes.push(`Text of few different values is learned from as 0/1 features: ${listNames(named)}.`);
  }
  if (dates.length > 0) notes.push(`Dates are shown but not learned from: ${namesOf(dates)}.`);
  const advice = adviceOnNumbers(text);
  const shown = columns.filter((column) => text.includes(column) || dates.includes(column));
  if (text.length > 0) notes.push(`Text is shown but not learned from: ${namesOf(text)}.${advice}`);
  return { features: [...features, ...categories], shown, notes, advice };
}

/** As in 1,234.50 or 1.234,50 or $12 or 12 %. */
const dressedNumber = /^[+-]?\s?[$€£¥]?\s?[+-]?\d+([.,'’\u00a0\u202f ]\d+)*\s?[%$€£¥]?$/;

function adviceOnNumbers(columns: readonly TableColumn[]): string {
  for (const { kind, name, values } of columns) {
    const present = kind === 'text' ? values.filter((value) => value !== '') : [];
    if (present.length > 0 && present.every((value) => dressedNumber.test(value.trim())))
      return ` To learn from ${name}, write its numbers plainly: "${present.find((value) => parseNumber(value) === undefined)}" has separators or a unit.`;
  }
  return '';
}

/** Whether a column is 0, 1, 2 … or 1, 2, 3 …. */
function countsRows({ values, offset, stride }: NumberSlice, rows: number, numbers?: Uint32Array): boolean {
  const first = values[offset] - (numbers?.[0] ?? 0);
  if (rows < 10 || (first !== 0 && first !== 1)) return false;
  for (let row = 1; row < rows; row++) {
    if (values[offset + row * stride] !== first + (numbers?.[row] ?? row)) return false;
  }
  return true;
}

const namesOf = (columns: readonly TableColumn[]) => listNames(columns.map(({ name }) => name));
