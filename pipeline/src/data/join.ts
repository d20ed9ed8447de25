import { UserError } from '../errors.js';
import { asText } from './columns.js';
import type { DataOptions } from './options.js';
import { readTable } from './read-table.js';
import { listNames, planRoles } from './roles.js';
import { openSource } from './source.js';
import { pickFromColumn, type Table, type TableColumn } from './table.js';
import type { JoinedColumns } from './understand.js';

/**
 * Reads the second files that the options name (`labels`, `metadata`) and brings their columns into the order of the
 * table's rows: by the values of the `id` column where the user names one, else row by row.
 *
 * @throws UserError when the rows do not match
 */
export async function readJoined(table: Table, options: DataOptions): Promise<JoinedColumns> {
  const { labels, metadata } = options;
  const notes: string[] = [];
  return {
    label: labels === undefined ? undefined : await readLabels(labels, table, options, notes),
    metadata: metadata === undefined ? [] : await readAligned(metadata, table, options, notes),
    notes,
  };
}

async function readLabels(
  path: string,
  table: Table,
  options: DataOptions,
  notes: string[],
): Promise<TableColumn> {
  const columns = await readAligned(path, table, options, notes);
  const wanted = options.label ?? (columns.length === 1 ? columns[0].name : undefined);
  const roles = planRoles({})(
    columns.map(({ name }) => name),
    path,
  );
  const label =
    wanted === undefined ? columns[roles.indexOf('label')] : columns.find(({ name }) => name === wanted);
  if (label === undefined) {
    throw new UserError(
      `${path}: which column holds the labels? Name it with --label; the columns are: ${listNames(columns.map(({ name }) => name))}.`,
    );
  }
  if (label.kind === 'vector') {
    throw new UserError(
      `${path}: a label is a name or a number, and "${label.name}" holds ${label.width} a row. If they are one-hot, save a.argmax(axis=1).`,
    );
  }
  return columns.length === 1 && options.label === undefined ? { ...label, name: 'label' } : label;
}

/** The columns of a second file, one value for each row of the table; the id column itself is left out. */
async function readAligned(
  path: string,
  table: Table,
  options: DataOptions,
  notes: string[],
): Promise<TableColumn[]> {
  const { id, na, delimiter, header } = options;
  const source = await openSource(path);
  const plan = planRoles(id === undefined ? {} : { id });
  let other = await readTable(source, plan, { na, delimiter, header });
  const rows = table.sourceRows ?? table.rows;
  // A file of one label a line has no header, which a file of text does not show: the first label was taken for one.
  // Nor does it have columns, although labels of several words look like it: no label holds a tab.
  if (header === undefined && id === undefined && other.rows === rows - 1) {
    const several = other.columns.length > 1 && delimiter === undefined;
    const lines = await readTable(source, plan, {
      na,
      delimiter: several ? '\t' : delimiter,
      header: false,
    }).catch(() => undefined);
    if (lines?.columns.length === 1) other = lines;
  }
  if (id !== undefined) return alignById(other, table, id, notes);
  if (other.rows === rows) return other.columns.map((column) => pickFromColumn(column, table.rowNumbers));
  throw new UserError(
    `${path}: ${other.rows.toLocaleString('en')} rows, but ${table.source} has ${rows.toLocaleString('en')}. ` +
      'Give one row for each, or name a column that both files have with --id.',
  );
}

function alignById(other: Table, table: Table, id: string, notes: string[]): TableColumn[] {
  const rowOf = new Map<string, number>();
  idValues(other, id).forEach((value, row) => {
    if (rowOf.has(value))
      throw new UserError(
        `${other.source}: "${value}" is twice in column "${id}" (rows ${rowOf.get(value)! + 1} and ${row + 1}). Keep one of them.`,
      );
    rowOf.set(value, row);
  });
  const rows = idValues(table, id).map((value) => rowOf.get(value) ?? -1);
  const unmatched = rows.filter((row) => row < 0).length;
  if (unmatched === rows.length) {
    throw new UserError(`${other.source}: no value of column "${id}" is one of those in ${table.source}.`);
  }
  if (unmatched > 0) {
    notes.push(
      `${unmatched.toLocaleString('en')} of ${rows.length.toLocaleString('en')} rows have no match in ${other.source}.`,
    );
  }
  return other.columns
    .filter((column) => column.name !== id && column.kind !== 'vector')
    .map((column) => {
      const { name, values } = asText(column, other.rows);
      return { kind: 'text', name, values: rows.map((row) => (row < 0 ? '' : values[row])) };
    });
}

function idValues(table: Table, id: string): readonly string[] {
  const column = table.columns.find(({ name }) => name === id)!;
  return asText(column, table.rows).values;
}
