import {
  columnFromArray,
  dictionary,
  float32,
  float64,
  Precision,
  type Table,
  Type,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import type { CategoryColumn, Column, NumberColumn } from './dataset.js';

/**
 * Columns as an Arrow IPC file: text as utf8, dates too and as they were written, categories as dictionary<utf8>, numbers
 * as float32 or float64 as they are. Missing values are nulls, whatever stood for them in the column.
 */
export function arrowBytes(columns: readonly Column[]): Uint8Array {
  const table = tableFromColumns(columns.map((column) => [column.name, arrowColumn(column)] as const));
  const bytes = tableToIPC(table, { format: 'file' });
  if (bytes === null) throw new Error('the Arrow table could not be encoded');
  return bytes;
}

function arrowColumn(column: Column) {
  switch (column.kind) {
    case 'number': {
      const type = column.values instanceof Float32Array ? float32() : float64();
      return columnFromArray(
        column.values.some(Number.isNaN) ? nullForNaN(column.values) : column.values,
        type,
      );
    }
    case 'category':
      return columnFromArray(
        Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code])),
        dictionary(utf8()),
      );
    case 'text':
    case 'date':
      return columnFromArray([...column.values], utf8());
  }
}

const nullForNaN = (values: Float64Array | Float32Array) =>
  Array.from(values, (value) => (Number.isNaN(value) ? null : value));

/** Reads an Arrow IPC file; columns stay in Arrow's own layout until one of the functions below takes one out. */
export function readArrow(bytes: Uint8Array): Table {
  return tableFromIPC(bytes);
}

export function textColumn<Kind extends 'text' | 'date'>(table: Table, name: string, kind: Kind) {
  return { kind, name, values: table.getChild(name).toArray() as string[] };
}

export function numberColumn(table: Table, name: string): NumberColumn {
  const column = table.getChild(name);
  const values = column.toArray();
  if (values instanceof Float32Array || values instanceof Float64Array)
    return { kind: 'number', name, values };
  // With nulls among them the library gives a plain array; numbers stay as precise, and as short, as they were.
  const { typeId, precision } = column.type as { typeId: number; precision?: number };
  const single = typeId === Type.Float && precision === Precision.SINGLE;
  const numbers = new (single ? Float32Array : Float64Array)(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = values[i] ?? Number.NaN;
  return { kind: 'number', name, values: numbers };
}

/** @param categories the order of the categories, which a dictionary in the file need not keep. */
export function categoryColumn(table: Table, name: string, categories: readonly string[]): CategoryColumn {
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const values = table.getChild(name).toArray();
  return {
    kind: 'category',
    name,
    categories,
    codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1),
  };
}
