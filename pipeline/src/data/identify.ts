import { UserError } from '../errors.js';
import { asNumbers, asText, categoryColumn, countDistinct } from './columns.js';
import type { CategoryColumn } from './dataset.js';
import type { TableColumn } from './table.js';

/** Whole numbers of up to this many different values are codes of classes. */
const mostClassCodes = 100;
/** Names of up to this many different values are classes. */
const mostClassNames = 1000;

/**
 * The ids that a column gives.
 *
 * @param demanded the user named the column; otherwise a column that does not fit is no id
 * @returns undefined when the values are not unique
 * @throws UserError when they are not, although the user named the column
 */
export function idsFrom(
  column: TableColumn,
  rows: number,
  source: string,
  demanded: boolean,
): readonly string[] | undefined {
  const { name, values } = asText(column, rows);
  const firstRow = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const before = firstRow.get(values[row]);
    if (before === undefined && values[row] !== '') {
      firstRow.set(values[row], row);
      continue;
    }
    if (!demanded) return undefined;
    const what =
      before === undefined
        ? `is empty in row ${row + 1}`
        : `has "${values[row]}" twice (rows ${before + 1} and ${row + 1})`;
    throw new UserError(
      `${source}: column "${name}" cannot name the rows: it ${what}. Choose another with --id.`,
    );
  }
  return values;
}

/**
 * The classes that a column gives: names, or whole numbers of few different values.
 *
 * @param demanded the user named the column, so that any number of names is taken
 * @returns undefined when the values are something else
 */
export function classesFrom(
  column: TableColumn,
  rows: number,
  demanded: boolean,
): CategoryColumn | undefined {
  if (column.kind === 'vector') return undefined;
  const { name, values } = asText(column, rows);
  const numbers = asNumbers(values);
  const codes =
    numbers === undefined || numbers.every((value) => Number.isNaN(value) || Number.isInteger(value));
  const most = numbers === undefined ? (demanded ? rows : mostClassNames) : mostClassCodes;
  const distinct = countDistinct(values, most);
  const repeats = demanded || distinct * 2 <= rows;
  return codes && distinct > 0 && distinct <= most && repeats ? categoryColumn(name, values) : undefined;
}
