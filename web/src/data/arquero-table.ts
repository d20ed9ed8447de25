import { type BitSet, Table } from 'arquero';
import type { Column, MapTable } from './table.js';

type Cell = string | number | null;

/**
 * A run's columns as an arquero table, `id`, `label`, `x`, `y` first: it reads them where they are, nothing is copied or made
 * one object a row. All that shows a selection reads such a table, filtered by the selection's bits.
 *
 * Verbs that take expressions are out of bounds: arquero compiles those, and the policy of the page forbids that.
 *
 * @param filter The rows that pass; all of them when left out.
 */
export function arqueroTable({ rows, id, label, x, y, columns }: MapTable, filter?: BitSet): Table {
  const cells = (column: Column) => [column.name, cellsOf(column, rows)] as const;
  const named = [
    cells(id),
    ...(label ? [cells(label)] : []),
    ['x', x] as const,
    ['y', y] as const,
    ...columns.filter((column) => column !== label).map(cells),
  ];
  // An entry called `__proto__` stays one, and names that are whole numbers keep their places.
  return new Table(
    Object.fromEntries(named),
    named.map(([name]) => name),
    filter,
  );
}

/** A column as arquero reads it; null stands for a missing value. */
function cellsOf(column: Column, length: number) {
  const at = cellAt(column);
  return {
    length,
    at,
    *[Symbol.iterator](): Iterator<Cell> {
      for (let row = 0; row < length; row++) yield at(row);
    },
  };
}

function cellAt(column: Column): (row: number) => Cell {
  if (column.kind === 'text') return (row) => column.at(row);
  if (column.kind === 'number' && column.dates) return cellAt(column.dates.text);
  if (column.kind === 'category') return (row) => column.categories[column.codes[row]] ?? null;
  return (row) => (Number.isNaN(column.values[row]) ? null : column.values[row]);
}
