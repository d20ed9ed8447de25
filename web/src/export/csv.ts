import { csvFormatRow, csvFormatRows } from 'd3';
import type { Rows } from '../data/selection.js';
import type { Column, MapTable } from '../data/table.js';
import { chunkwise, type Steps } from '../slices.js';

const linesInChunk = 2048;

/** The given rows as CSV, all columns, `id,label,x,y` first. */
export function* csvOf(table: MapTable, rows: Rows): Steps<Blob> {
  const { id, label, x, y } = table;
  const others = table.columns.filter((column) => column !== label);
  const header = ['id', ...(label ? ['label'] : []), 'x', 'y', ...others.map(({ name }) => name)];
  const lineOf = (row: number) => [
    harmless(id.at(row)),
    ...(label ? [cell(label, row)] : []),
    String(x[row]),
    String(y[row]),
    ...others.map((column) => cell(column, row)),
  ];
  const parts = [`${csvFormatRow(header.map(harmless))}\n`];
  yield* chunkwise(
    rows.length,
    (from, to) => parts.push(`${csvFormatRows(Array.from(rows.subarray(from, to), lineOf))}\n`),
    linesInChunk,
  );
  return new Blob(parts, { type: 'text/csv' });
}

function cell(column: Column, row: number): string {
  if (column.kind === 'number') return Number.isNaN(column.values[row]) ? '' : String(column.values[row]);
  if (column.kind === 'category')
    return column.codes[row] < 0 ? '' : harmless(column.categories[column.codes[row]]);
  return harmless(column.at(row));
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236). */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
}
