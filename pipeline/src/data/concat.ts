import { UserError } from '../errors.js';
import { listNames } from './roles.js';
import { numbersOf, type Table, type TableColumn } from './table.js';

/**
 * Several tables of the same columns as one, row after row.
 *
 * @throws UserError naming the first column that one table lacks or holds in another kind
 */
export function concatTables(tables: readonly Table[]): Table {
  const [first, ...others] = tables;
  if (others.length === 0) return first;
  for (const other of others) refuseDifferent(first, other);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const columns = first.columns.map(({ name }) => concatColumn(tables, name, rows));
  const notes = [`${tables.length} files were read one after the other.`, ...first.notes];
  return {
    ...first,
    source: `${first.source} and ${others.length} more`,
    rows,
    columns,
    split: undefined,
    notes,
  };
}

function refuseDifferent(first: Table, other: Table): void {
  const names = (table: Table) => table.columns.map(({ name }) => name);
  const missing = names(first).filter((name) => !names(other).includes(name));
  const extra = names(other).filter((name) => !names(first).includes(name));
  if (missing.length + extra.length > 0) {
    const difference = missing.length > 0 ? `lacks ${listNames(missing)}` : `has ${listNames(extra)} as well`;
    throw new UserError(
      `${other.source}: the columns differ from those of ${first.source}: it ${difference}.`,
    );
  }
  for (const column of first.columns) {
    const same = columnOf(other, column.name);
    if (same.kind !== column.kind || width(same) !== width(column)) {
      throw new UserError(
        `${other.source}: column "${column.name}" holds ${describe(same)}, but ${describe(column)} in ${first.source}.`,
      );
    }
  }
}

function concatColumn(tables: readonly Table[], name: string, rows: number): TableColumn {
  const parts = tables.map((table) => ({ column: columnOf(table, name), rows: table.rows }));
  const { column } = parts[0];
  if (column.kind === 'text') {
    return {
      ...column,
      values: parts.flatMap((part) => (part.column.kind === 'text' ? part.column.values : [])),
    };
  }
  const perRow = width(column);
  const single = column.kind === 'vector' || column.values instanceof Float32Array;
  const values =
    column.values instanceof Uint8Array && column.kind === 'vector'
      ? new Uint8Array(rows * perRow)
      : single
        ? new Float32Array(rows * perRow)
        : new Float64Array(rows * perRow);
  let at = 0;
  for (const part of parts) {
    if (part.column.kind === 'text') continue;
    values.set(part.column.kind === 'number' ? numbersOf(part.column, part.rows) : part.column.values, at);
    at += part.rows * perRow;
  }
  if (column.kind === 'number') return { ...column, values, offset: 0, stride: 1 };
  return { ...column, values: values as Uint8Array | Float32Array };
}

const columnOf = (table: Table, name: string) => table.columns.find((column) => column.name === name)!;

const width = (column: TableColumn) => (column.kind === 'vector' ? column.width : 1);

function describe(column: TableColumn): string {
  if (column.kind === 'text') return 'text';
  return column.kind === 'vector' ? `vectors of ${column.width} numbers` : 'numbers';
}
