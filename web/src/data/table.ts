import { type Column as ArrowColumn, tableFromIPC } from '@uwdata/flechette';

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
}

/** A column of text, decoded only where it is looked at. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  at(row: number): string;
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

/** Reads `embedding.arrow`. Throws an error that names the column when one that is needed is missing. */
export function readTable(buffer: ArrayBuffer): MapTable {
  const table = tableFromIPC(new Uint8Array(buffer));
  const child = (name: string) => {
    const column = table.getChild(name);
    if (!column) throw new Error(`embedding.arrow has no column “${name}”`);
    return column;
  };
  const columns = table.names
    .map(String)
    .filter((name) => !['id', 'x', 'y'].includes(name))
    .map((name) => readColumn(name, child(name)));
  const label = columns.find(
    (column): column is CategoryColumn => column.name === 'label' && column.kind === 'category',
  );
  return {
    rows: table.numRows,
    x: Float32Array.from(child('x').toArray() as ArrayLike<number>),
    y: Float32Array.from(child('y').toArray() as ArrayLike<number>),
    id: textColumn('id', child('id')),
    label,
    columns: label ? [label, ...columns.filter((column) => column !== label)] : columns,
  };
}

function readColumn(name: string, column: ArrowColumn<unknown>): Column {
  const sample = column.length > 0 ? column.toArray() : [];
  if (ArrayBuffer.isView(sample))
    return { kind: 'number', name, values: sample as unknown as ArrayLike<number> };
  if (isDictionary(column)) return dictionaryColumn(name, column);
  const first = (sample as readonly unknown[]).find((value) => value !== null);
  if (typeof first === 'number')
    return {
      kind: 'number',
      name,
      values: Float64Array.from(sample as readonly (number | null)[], (value) => value ?? Number.NaN),
    };
  if (typeof first === 'boolean') return booleanColumn(name, sample as readonly (boolean | null)[]);
  return textColumn(name, column);
}

/** Arrow's type id of a dictionary. */
const dictionaryTypeId = -1;

function isDictionary(column: ArrowColumn<unknown>): boolean {
  return column.type.typeId === dictionaryTypeId;
}

/** Only the dictionary's few values are decoded; the keys are copied as numbers. */
function dictionaryColumn(name: string, column: ArrowColumn<unknown>): CategoryColumn {
  const codes = new Int32Array(column.length);
  const categories: string[] = [];
  const codeOf = new Map<string, number>();
  let row = 0;
  for (const batch of column.data as unknown as readonly DictionaryBatch[]) {
    const codeOfKey = Array.from(batch.dictionary.toArray() as ArrayLike<unknown>, (value) => {
      const category = String(value);
      if (!codeOf.has(category)) codeOf.set(category, categories.push(category) - 1);
      return codeOf.get(category)!;
    });
    for (let i = 0; i < batch.length; i++)
      codes[row++] = batch.nullCount > 0 && !batch.isValid(i) ? -1 : codeOfKey[batch.key(i)];
  }
  return sortCategories({ kind: 'category', name, codes, categories });
}

/** The part of flechette's batch of a dictionary column that it does not export as a type. */
interface DictionaryBatch {
  readonly length: number;
  readonly nullCount: number;
  readonly dictionary: ArrowColumn<unknown>;
  key(index: number): number;
  isValid(index: number): boolean;
}

function booleanColumn(name: string, values: readonly (boolean | null)[]): CategoryColumn {
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : Number(value)));
  return { kind: 'category', name, codes, categories: ['false', 'true'] };
}

const naturalOrder = new Intl.Collator('en', { numeric: true });

/** Puts categories into the order in which people expect them: 2 before 10, a before b. */
function sortCategories(column: CategoryColumn): CategoryColumn {
  const order = column.categories.map((_, code) => code);
  order.sort((a, b) => naturalOrder.compare(column.categories[a], column.categories[b]));
  const rank = new Int32Array(order.length);
  for (const [position, code] of order.entries()) rank[code] = position;
  return {
    ...column,
    codes: column.codes.map((code) => (code < 0 ? code : rank[code])),
    categories: order.map((code) => column.categories[code]),
  };
}

function textColumn(name: string, column: ArrowColumn<unknown>): TextColumn {
  return { kind: 'text', name, at: (row) => String(column.at(row) ?? '') };
}

/** What a cell says to a reader: numbers with at most four significant digits. */
export function cellText(column: Column, row: number): string {
  if (column.kind === 'text') return column.at(row);
  if (column.kind === 'category') return column.codes[row] < 0 ? '—' : column.categories[column.codes[row]];
  return formatNumber(column.values[row]);
}

/** A number for people: `0.02941`, `1,204`, `—` when it is missing. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '—';
  return value.toLocaleString('en', Number.isInteger(value) ? {} : { maximumSignificantDigits: 4 });
}
