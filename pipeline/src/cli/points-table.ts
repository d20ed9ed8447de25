import { type ColumnTable, op, table } from 'arquero';
import type { Column } from '../data/dataset.js';
import { selectColumn } from '../data/sample.js';
import { UserError } from '../errors.js';

/** The points of a run as an arquero table: one row a point, missing values as null. */
function pointsTable(columns: readonly Column[]): ColumnTable {
  return table(columns.map((column) => [column.name, cells(column)] as [string, ArrayLike<unknown>]));
}

function cells(column: Column): ArrayLike<unknown> {
  if (column.kind !== 'category') return column.values;
  return Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]));
}

/**
 * The points for which an expression holds.
 *
 * @param where an arquero expression of one point `d`: `d.label === '3' && d.x > 0`
 * @throws UserError when it cannot be parsed, names a column that is not there, or holds for no point
 */
export function filterPoints(columns: readonly Column[], where: string): Column[] {
  const chosen = Uint32Array.from(indicesWhere(columns, where));
  if (chosen.length === 0) throw new UserError(`--where ${where}: holds for no point.`);
  return columns.map((column) => selectColumn(column, chosen));
}

function indicesWhere(columns: readonly Column[], where: string): ArrayLike<number> {
  try {
    return pointsTable(columns).filter(`d => ${where}`).indices();
  } catch (error) {
    throw new UserError(
      `--where ${where}: ${(error as Error).message.split('\n')[0]}. ` +
        `Write an expression of one point d, such as "d.label === '3' && d.x > 0"; columns: ${columns.map(({ name }) => name).join(', ')}.`,
    );
  }
}

/** One label and what became of its points. */
export interface LabelRow {
  readonly label: string | null;
  readonly rows: number;
  /** Mean share of the 10 nearest neighbours in the codes that the map keeps. */
  readonly kept: number;
  /** Mean squared reconstruction error; absent without an autoencoder. */
  readonly error?: number;
}

/** Counts and mean quality of every label, in the order of their names. */
export function pointsByLabel(columns: readonly Column[]): LabelRow[] {
  const hasError = columns.some(({ name }) => name === 'reconstruction_error');
  return pointsTable(columns)
    .groupby('label')
    .rollup({
      rows: op.count(),
      kept: op.mean('neighbours_kept'),
      ...(hasError ? { error: op.mean('reconstruction_error') } : {}),
    })
    .orderby('label')
    .objects() as LabelRow[];
}
