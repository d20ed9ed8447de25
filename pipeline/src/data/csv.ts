import { sniffDialect } from './csv-dialect.js';
import { CsvScanner, numeric, skipped, textual } from './csv-scanner.js';
import { checkMemory } from './memory.js';
import { missingTokens } from './missing.js';
import type { DataOptions } from './options.js';
import type { Plan } from './roles.js';
import { headOf, type Source } from './source.js';
import type { Table, TableColumn } from './table.js';

/**
 * Reads CSV, TSV and their kin. Columns that are planned as features and hold numbers share one matrix, of bytes
 * where all numbers are, else of float32; all others are text.
 *
 * @param chosen numbers of the rows to keep, ascending; by default all are kept
 * @throws UserError for ragged records, unclosed quotes, and columns of numbers in which a few values are text
 */
export async function readCsv(
  source: Source,
  plan: Plan,
  options: DataOptions = {},
  chosen?: Uint32Array,
): Promise<Table> {
  const head = await headOf(source);
  const tabs = /\.(tsv|tab)$/i.test(source.fileName) ? { delimiter: '\t' } : {};
  let dialect = sniffDialect(head, source.name, { ...tabs, ...options });
  const roles = plan(dialect.names, source.name);
  const kinds = Uint8Array.from(roles, (role, i) => {
    if (role === 'dropped') return skipped;
    return role === 'feature' && !dialect.textual[i] ? numeric : textual;
  });
  const flags = chosen && flagged(chosen);
  const rows = chosen?.length ?? guessRows(head, source.size);
  checkMemory(
    source.name,
    rows,
    kinds.filter((kind) => kind === numeric).length,
    Float32Array.BYTES_PER_ELEMENT,
  );
  for (;;) {
    const missing = missingTokens(options.na);
    const scanner = new CsvScanner(
      source.name,
      dialect,
      kinds,
      rows,
      missing,
      options.na === undefined,
      flags,
    );
    for await (const chunk of source.chunks()) scanner.push(chunk);
    scanner.end();
    if (scanner.brokenUtf8 && dialect.encoding === 'utf8') {
      dialect = { ...dialect, encoding: 'windows-1252' };
      continue;
    }
    const columnsOfText = scanner.columnsOfText();
    if (columnsOfText.length === 0) return toTable(source.name, dialect, kinds, scanner);
    for (const column of columnsOfText) kinds[column] = textual;
  }
}

/** One byte a row up to the last that is chosen: 1 = chosen. */
function flagged(chosen: Uint32Array): Uint8Array {
  const flags = new Uint8Array((chosen.at(-1) ?? -1) + 1);
  for (const row of chosen) flags[row] = 1;
  return flags;
}

/** From the mean length of the first lines; a little more, so that the matrix seldom has to grow. */
function guessRows(head: Buffer, size: number): number {
  let lines = 0;
  for (let at = head.indexOf(10); at >= 0; at = head.indexOf(10, at + 1)) lines++;
  return Math.ceil((Math.max(lines, 1) * Math.max(size, head.length) * 1.1) / head.length) + 1;
}

function toTable(
  source: string,
  { names, header, delimiter, decimal, encoding }: ReturnType<typeof sniffDialect>,
  kinds: Uint8Array,
  { rows, matrix, texts }: CsvScanner,
): Table {
  const stride = kinds.filter((kind) => kind === numeric).length;
  const columns: TableColumn[] = [];
  let offset = 0;
  names.forEach((name, i) => {
    if (kinds[i] === numeric)
      columns.push({ kind: 'number', name, values: matrix.values, offset: offset++, stride });
    if (kinds[i] === textual) columns.push({ kind: 'text', name, values: texts[i] });
  });
  const notes: string[] = [];
  if (!header)
    notes.push(`The first line holds numbers, so the columns are called ${names[0]}, ${names[1] ?? ''} ….`);
  if (delimiter !== ',' && delimiter !== '\t') notes.push(`Values are separated by "${delimiter}".`);
  if (decimal === ',') notes.push('Numbers are written with a decimal comma.');
  if (encoding !== 'utf8') notes.push('The text is not UTF-8; it was read as Windows-1252.');
  return { source, rows, columns, notes };
}
