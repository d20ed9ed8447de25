import { type Column as ArrowColumn, type Table, tableFromIPC } from '@uwdata/flechette';
import { atOnce, chunkwise, type Steps } from '../slices.js';
import { type Dates, dateColumn, formatDate } from './dates.js';
import { type JoinedText, joinText } from './joined-text.js';

/** A column of few distinct values; code -1 stands for a missing one. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/** A column of numbers; NaN stands for a missing one. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Says a value in words, where a bare number would not tell what it means. */
  readonly format?: (value: number) => string;
  /** Whether it is the small values that matter, and so should stand out. */
  readonly isSmallNotable?: boolean;
  /** Given where the numbers are dates. */
  readonly dates?: Dates;
}

/** A column of text, decoded only where it is looked at. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  at(row: number): string;
  /** The cells of rows from `from` to before `to` in one string, where that can be had quickly. */
  joined?(from: number, to: number): JoinedText | undefined;
}

export type Column = CategoryColumn | NumberColumn | TextColumn;

/** The points of a run, column by column: a row is a number, never an object. */
export interface MapTable {
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly id: TextColumn;
  readonly label?: CategoryColumn;
  /** Everything else that can colour the map or be searched, the label first. */
  readonly columns: readonly Column[];
}

/** The rows of a run without their places. */
export type RowTable = Omit<MapTable, 'x' | 'y'>;

/** Reads `dataset/rows.arrow`, what is known of the rows before there is a map. */
export function readRows(buffer: ArrayBuffer): RowTable {
  return atOnce(rowsOfTable(tableFromIPC(new Uint8Array(buffer))));
}

/** Reads `embedding.arrow`. Throws an error that names the column when one that is needed is missing. */
export function readTable(buffer: ArrayBuffer): MapTable {
  return atOnce(readTableSteps(buffer));
}

/** The same in slices. */
export function* readTableSteps(buffer: ArrayBuffer): Steps<MapTable> {
  const table = tableFromIPC(new Uint8Array(buffer));
  const rows = yield* rowsOfTable(table);
  const [x, y] = ['x', 'y'].map((name) => {
    const places = childOf(table, name).toArray() as ArrayLike<number>;
    return places instanceof Float32Array ? places : Float32Array.from(places);
  });
  return { ...rows, x, y };
}

function* rowsOfTable(table: Table): Steps<RowTable> {
  const columns: Column[] = [];
  for (const name of table.names.map(String).filter((name) => !['id', 'x', 'y'].includes(name))) {
    columns.push(yield* readColumn(name, childOf(table, name)));
    yield;
  }
  const label = columns.find(
    (column): column is CategoryColumn => column.name === 'label' && column.kind === 'category',
  );
  return {
    rows: table.numRows,
    id: textColumn('id', childOf(table, 'id')),
    label,
    columns: label ? [label, ...columns.filter((column) => column !== label)] : columns,
  };
}

function childOf(table: Table, name: string): ArrowColumn<unknown> {
  const column = table.getChild(name);
  if (!column) throw new Error(`embedding.arrow has no column “${name}”`);
  return column;
}

/** Arrow's ids of the types that are not read as numbers or as text. */
const typeId = { dictionary: -1, bool: 6 } as const;
const textTypeIds: readonly number[] = [5, 20, 24]; // Utf8, LargeUtf8, Utf8View

/** The type decides how a column is read. Text is not decoded before it is looked at, but for what may be dates. */
function* readColumn(name: string, column: ArrowColumn<unknown>): Steps<Column> {
  const id: number = column.type.typeId;
  if (id === typeId.dictionary) return yield* dictionaryColumn(name, column);
  if (id === typeId.bool) return yield* booleanColumn(name, column as ArrowColumn<boolean>);
  if (textTypeIds.includes(id)) {
    const text = textColumn(name, column);
    return (yield* dateColumn(text, column.length)) ?? text;
  }
  return isNumeric(column) ? yield* numberColumn(name, column) : textColumn(name, column);
}

/** Whether the first cell that is not missing is a number: dates and times are, lists and bytes are not. */
function isNumeric(column: ArrowColumn<unknown>): boolean {
  let row = 0;
  while (row < column.length && column.at(row) === null) row++;
  return typeof column.at(row) === 'number';
}

function* numberColumn(name: string, column: ArrowColumn<unknown>): Steps<NumberColumn> {
  if (column.nullCount === 0)
    return { kind: 'number', name, values: column.toArray() as unknown as ArrayLike<number> };
  const values = new Float64Array(column.length);
  yield* chunkwise(values.length, (from, to) => {
    for (let row = from; row < to; row++) values[row] = (column.at(row) as number | null) ?? Number.NaN;
  });
  return { kind: 'number', name, values };
}

const naturalOrder = new Intl.Collator('en', { numeric: true });

/**
 * Only the dictionary's few values are decoded; the keys are copied as numbers. Categories come in the order in which
 * people expect them: 2 before 10, a before b.
 */
function* dictionaryColumn(name: string, column: ArrowColumn<unknown>): Steps<CategoryColumn> {
  const batches = column.data as unknown as readonly DictionaryBatch[];
  const namesOf = batches.map(({ dictionary }) =>
    Array.from(dictionary.toArray() as ArrayLike<unknown>, String),
  );
  const categories = [...new Set(namesOf.flat())].sort(naturalOrder.compare);
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = new Int32Array(column.length);
  let start = 0;
  for (const [b, batch] of batches.entries()) {
    const { length, nullCount, values } = batch;
    const codeOfKey = Int32Array.from(namesOf[b], (category) => codeOf.get(category)!);
    yield* chunkwise(length, (from, to) => {
      for (let i = from; i < to; i++) codes[start + i] = codeOfKey[values[i]];
      if (nullCount > 0) for (let i = from; i < to; i++) if (!batch.isValid(i)) codes[start + i] = -1;
    });
    start += length;
  }
  return { kind: 'category', name, codes, categories };
}

/** The part of flechette's batch of a dictionary column that it does not export as a type. */
interface DictionaryBatch {
  readonly length: number;
  readonly nullCount: number;
  readonly dictionary: ArrowColumn<unknown>;
  /** The key of each row. */
  readonly values: ArrayLike<number>;
  isValid(index: number): boolean;
}

function* booleanColumn(name: string, column: ArrowColumn<boolean>): Steps<CategoryColumn> {
  const codes = new Int32Array(column.length);
  yield* chunkwise(codes.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = column.at(row);
      codes[row] = value === null ? -1 : Number(value);
    }
  });
  return { kind: 'category', name, codes, categories: ['false', 'true'] };
}

function textColumn(name: string, column: ArrowColumn<unknown>): TextColumn {
  return {
    kind: 'text',
    name,
    at: (row) => String(column.at(row) ?? ''),
    ...(textTypeIds.includes(column.type.typeId) &&
      column.length > 0 && { joined: (from: number, to: number) => joinText(column, from, to) }),
  };
}

/** What a cell says to a reader: numbers with at most four significant digits. */
export function cellText(column: Column, row: number): string {
  if (column.kind === 'text') return column.at(row);
  if (column.kind === 'category') return column.codes[row] < 0 ? '—' : column.categories[column.codes[row]];
  if (column.dates) return column.dates.text.at(row) || '—';
  return (column.format ?? formatNumber)(column.values[row]);
}

/** A value on the scale of a column, which no row need have. */
export function formatOnScale({ dates }: NumberColumn, value: number): string {
  return dates ? formatDate(value, dates.unit) : formatNumber(value);
}

/** A number for people: `0.02941`, `2008` (it may be a year), `12,041`, `9.998e-8`, `—` when it is missing. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '—';
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-6 && size <= Number.MAX_SAFE_INTEGER);
  if (!isPlain && Number.isFinite(value)) return Number(value.toPrecision(4)).toExponential();
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 4 };
  return value.toLocaleString('en', { useGrouping: 'min2', ...digits });
}
