import type { SelectionList } from '../../api.js';
import type { CategoryColumn, MapTable } from './table.js';

/** A selection that was saved in the run, as a column whose categories are `false` and `true`. */
export interface SavedSelection {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly column: CategoryColumn;
}

/** The saved selections of a run, and the names of those that cannot be used with a reason. */
export interface SavedSelections {
  readonly usable: readonly SavedSelection[];
  readonly unusable: SelectionList['unusable'];
}

export const noSavedSelections: SavedSelections = { usable: [], unusable: [] };

/** @param length How many rows the run has. */
export function savedFromList({ usable, unusable }: SelectionList, length: number): SavedSelections {
  return { usable: usable.map(({ id, name, rows }) => savedSelection(id, name, rows, length)), unusable };
}

export function savedSelection(
  id: string,
  name: string,
  rows: Uint32Array | readonly number[],
  length: number,
): SavedSelection {
  const codes = new Int32Array(length);
  for (const row of rows) codes[row] = 1;
  return {
    id,
    name,
    count: rows.length,
    column: { kind: 'category', name, codes, categories: ['false', 'true'] },
  };
}

/** The rows of a saved selection. */
export function rowsOfSaved({ column, count }: SavedSelection): Uint32Array {
  const rows = new Uint32Array(count);
  let next = 0;
  for (let row = 0; row < column.codes.length; row++) if (column.codes[row] === 1) rows[next++] = row;
  return rows;
}

/** The table with a column more for each saved selection. */
export function withSaved(table: MapTable, { usable }: SavedSelections): MapTable {
  if (usable.length === 0) return table;
  return { ...table, columns: [...table.columns, ...usable.map(({ column }) => column)] };
}
