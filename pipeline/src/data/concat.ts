import { UserError } from '../errors.js';
import { listNames } from './roles.js';
import {
  type NumberSlice,
  numbersOf,
  type Table,
  type TableColumn,
  type TextValues,
  type VectorValues,
} from './table.js';

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
  switch (column.kind) {
    case 'text':
      return { ...column, values: parts.flatMap((part) => (part.column as TextValues).values) };
    case 'number': {
      const kinds = new Set(parts.map((part) => (part.column as NumberSlice).values.constructor));
      const values = new (kinds.size === 1 ? ([...kinds][0] as Float64ArrayConstructor) : Float32Array)(rows);
      append(
        parts.map((part) => numbersOf(part.column as NumberSlice, part.rows)),
        values,
      );
      return { ...column, values, offset: 0, stride: 1 };
    }
    case 'vector': {
      const values = new (column.values.constructor as Float32ArrayConstructor)(rows * column.width);
      append(
        parts.map((part) => (part.column as VectorValues).values),
        values,
      );
      return { ...column, values };
    }
  }
}

function append(parts: readonly ArrayLike<number>[], target: Float32Array | Float64Array): void {
  let at = 0;
  for (const part of parts) {
    target.set(part, at);
    at += part.length;
  }
}

const columnOf = (table: Table, name: string) => table.columns.find((column) => column.name === name)!;

const width = (column: TableColumn) => (column.kind === 'vector' ? column.width : 1);

function describe(column: TableColumn): string {
  if (column.kind === 'text') return 'text';
  return column.kind === 'vector' ? `vectors of ${column.width} numbers` : 'numbers';
}
