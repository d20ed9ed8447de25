import { parquetWriteBuffer } from 'hyparquet-writer';
import { UserError } from '../errors.js';
import { arrowBytes } from './arrow-table.js';
import type { Column } from './dataset.js';
import { parseNumber } from './missing.js';
import { formatNpy } from './npy.js';
import { shortestDecimal } from './number-text.js';

export const exportFormats = ['csv', 'tsv', 'parquet', 'arrow', 'json', 'npy'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/**
 * Columns as a file that other programs open. Numbers read back exactly as they are; missing values are empty cells or
 * nulls. In `csv` and `tsv`, text that a spreadsheet would run as a formula is preceded by an apostrophe; `npy` holds
 * the columns of numbers only, as a float32 matrix.
 *
 * @param columns of one length, with different names
 * @throws UserError when `npy` is asked for and no column holds numbers
 */
export function formatTable(columns: readonly Column[], format: ExportFormat): Uint8Array | string {
  switch (format) {
    case 'csv':
      return delimitedText(columns, ',');
    case 'tsv':
      return delimitedText(columns, '\t');
    case 'json':
      return jsonText(columns);
    case 'parquet':
      return parquetBytes(columns);
    case 'arrow':
      return arrowBytes(columns);
    case 'npy':
      return npyBytes(columns);
  }
}

/** Spreadsheets may split at any of these, whatever the file is called, and run what then begins a cell. */
const needsQuotes = /["\r\n,;\t]/;

/** RFC 4180, written here because arquero keeps columns in an object, where one called `__proto__` gets lost. */
function delimitedText(columns: readonly Column[], delimiter: string): string {
  const quoted = (text: string) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cells = columns.map((column) => textCells(column).map(quoted));
  const rows = cells.length === 0 ? 0 : cells[0].length;
  const lines = [columns.map(({ name }) => quoted(withoutFormula(name))).join(delimiter)];
  for (let row = 0; row < rows; row++) lines.push(cells.map((values) => values[row]).join(delimiter));
  return `${lines.join('\n')}\n`;
}

function textCells(column: Column): string[] {
  switch (column.kind) {
    case 'category': {
      const safe = column.categories.map(withoutFormula);
      return Array.from(column.codes, (code) => (code < 0 ? '' : safe[code]));
    }
    case 'number': {
      const single = column.values instanceof Float32Array;
      return Array.from(column.values, (value) =>
        Number.isNaN(value) ? '' : shortestDecimal(value, single),
      );
    }
    case 'text':
    case 'date':
      return column.values.map(withoutFormula);
  }
}

/** Spreadsheets run text that begins with one of these (CWE-1236); numbers may begin with a sign. */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && parseNumber(text) === undefined ? `'${text}` : text;
}

function jsonText(columns: readonly Column[]): string {
  const cells = columns.map((column) => [column.name, plainCells(column)] as const);
  const rows = cells.length === 0 ? 0 : cells[0][1].length;
  const lines = Array.from({ length: rows }, (_, row) => {
    const members = cells.map(([name, values]) => `${JSON.stringify(name)}: ${JSON.stringify(values[row])}`);
    return `{${members.join(', ')}}`;
  });
  return `[\n${lines.join(',\n')}\n]\n`;
}

function plainCells(column: Column): (string | number | null)[] {
  switch (column.kind) {
    case 'category':
      return Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]));
    case 'number': {
      const single = column.values instanceof Float32Array;
      return Array.from(column.values, (value) =>
        Number.isNaN(value) ? null : single ? Number(shortestDecimal(value, true)) : value,
      );
    }
    case 'text':
    case 'date':
      return column.values.map((value) => (value === '' ? null : value));
  }
}

function parquetBytes(columns: readonly Column[]): Uint8Array {
  const columnData = columns.map((column) => {
    const { name } = column;
    if (column.kind !== 'number') return { name, type: 'STRING' as const, data: plainCells(column) };
    const type = column.values instanceof Float32Array ? ('FLOAT' as const) : ('DOUBLE' as const);
    const data = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    return { name, type, data };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function npyBytes(columns: readonly Column[]): Uint8Array {
  const numbers = columns.filter((column) => column.kind === 'number');
  if (numbers.length === 0)
    throw new UserError('npy holds numbers, and none of the columns does. Choose another --format.');
  const rows = numbers[0].values.length;
  const matrix = new Float32Array(rows * numbers.length);
  numbers.forEach(({ values }, i) => {
    for (let row = 0; row < rows; row++) matrix[row * numbers.length + i] = values[row];
  });
  return formatNpy(matrix, [rows, numbers.length]);
}
