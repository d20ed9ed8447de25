import type { BitSet } from 'arquero';
import { arqueroTable } from '../data/arquero-table.js';
import type { MapTable } from '../data/table.js';
import { chunkwise, type Steps } from '../slices.js';

const linesInChunk = 2048;

/** Rows as CSV, all columns: those of a filter, or all. */
export function* csvOf(rows: MapTable, filter?: BitSet): Steps<Blob> {
  const table = arqueroTable(rows, filter);
  const names = table.columnNames();
  const columns = names.map((name) => table.getter(name));
  const parts = [`${names.map(cellText).join(',')}\n`];
  yield* chunkwise(
    table.numRows(),
    (from, to) => {
      let lines = '';
      for (let row = from; row < to; row++)
        lines += `${columns.map((valueAt) => cellText(valueAt(row))).join(',')}\n`;
      parts.push(lines);
    },
    linesInChunk,
  );
  return new Blob(parts, { type: 'text/csv' });
}

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236). Text stands in quotes where it
 * holds any of the characters at which spreadsheets may split, so that no formula begins inside it.
 */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
