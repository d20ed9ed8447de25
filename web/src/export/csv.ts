import { type BitSet, toCSV } from 'arquero';
import { csvFormatRow } from 'd3';
import { arqueroTable } from '../data/arquero-table.js';
import type { MapTable } from '../data/table.js';
import { chunkwise, type Steps } from '../slices.js';

const linesInChunk = 2048;

/** Rows as CSV, all columns: those of a filter, or all. */
export function* csvOf(rows: MapTable, filter?: BitSet): Steps<Blob> {
  const table = arqueroTable(rows, filter);
  const names = table.columnNames();
  const format = Object.fromEntries(names.map((name) => [name, harmless]));
  const parts = [`${csvFormatRow(names.map(harmless))}\n`];
  table.indices(); // It is kept: a scan from the middle then need not count its way there.
  yield* chunkwise(
    table.numRows(),
    (from, to) => parts.push(toCSV(table, { header: false, format, offset: from, limit: to - from })),
    linesInChunk,
  );
  return new Blob(parts, { type: 'text/csv' });
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236). */
function harmless<Cell>(cell: Cell): Cell | string {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell))
    ? `'${cell}`
    : cell;
}
