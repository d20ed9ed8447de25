import { UserError } from '../errors.js';
import { asNumbers, asText, categoryColumn, countDistinct } from './columns.js';
import type { CategoryColumn } from './dataset.js';
import type { NumberSlice, TableColumn } from './table.js';

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
  if (column.kind === 'vector') {
    if (!demanded) return undefined;
    throw new UserError(
      `${source}: column "${column.name}" cannot name the rows: it holds vectors. Choose another with --id.`,
    );
  }
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
  if (column.kind === 'number') return classesOfNumbers(column, rows, demanded);
  const { name, values } = column;
  const numbers = asNumbers(values);
  if (numbers?.some((value) => !Number.isNaN(value) && !Number.isInteger(value))) return undefined;
  const most = numbers === undefined ? (demanded ? rows : mostClassNames) : mostClassCodes;
  const distinct = countDistinct(values, most);
  return distinct <= most && repeat(distinct, rows, demanded) ? categoryColumn(name, values) : undefined;
}

const repeat = (distinct: number, rows: number, demanded: boolean) =>
  distinct > 0 && (demanded || distinct * 2 <= rows);

/** The same without making text of every number. */
function classesOfNumbers(
  { name, values, offset, stride }: NumberSlice,
  rows: number,
  demanded: boolean,
): CategoryColumn | undefined {
  // Values in the order in which they come, and for each row which of them it has.
  const places = new Map<number, number>();
  const placeOfRow = new Int32Array(rows).fill(-1);
  for (let row = 0, at = offset; row < rows; row++, at += stride) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    let place = places.get(value);
    if (place === undefined) {
      if (!Number.isInteger(value) || places.size === mostClassCodes) return undefined;
      place = places.size;
      places.set(value, place);
    }
    placeOfRow[row] = place;
  }
  if (!repeat(places.size, rows, demanded)) return undefined;
  const { categories, codes } = categoryColumn(name, Array.from(places.keys(), String));
  return { kind: 'category', name, categories, codes: placeOfRow.map((place) => codes[place] ?? -1) };
}
