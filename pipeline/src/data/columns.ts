import { UserError } from '../errors.js';
import type { CategoryColumn, Column } from './dataset.js';
import { areDates } from './dates.js';
import { parseNumber } from './missing.js';
import { numbersOf, type TableColumn, type TextValues } from './table.js';

/** A text column of at most this many different values is shown as categories. */
const maxShownCategories = 200;

const byNumberThenName = new Intl.Collator('en', { numeric: true }).compare;

/** Text as categories in their natural order (`cluster 2` before `cluster 10`); the empty string is missing. */
export function categoryColumn(name: string, values: readonly string[]): CategoryColumn {
  const categories = [...new Set(values)].filter((value) => value !== '').sort(byNumberThenName);
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  return {
    kind: 'category',
    name,
    categories,
    codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1),
  };
}

/** A column as it is shown on the map: numbers, dates, categories or text, by what it holds. Vectors are not shown. */
export function shownColumn(column: TableColumn, rows: number): Column | undefined {
  if (column.kind === 'vector') return undefined;
  const { name } = column;
  if (column.kind === 'number') {
    const single = !(column.values instanceof Float64Array);
    const values = numbersOf(column, rows);
    return { kind: 'number', name, values: single ? Float32Array.from(values) : values };
  }
  const numbers = asNumbers(column.values);
  if (numbers !== undefined) return { kind: 'number', name, values: numbers };
  if (areDates(column.values)) return { kind: 'date', name, values: column.values };
  const distinct = countDistinct(column.values, maxShownCategories);
  if (distinct <= maxShownCategories && distinct * 2 <= rows) return categoryColumn(name, column.values);
  return { kind: 'text', name, values: column.values };
}

/** The numbers that a text column holds; undefined when some value is none, or all are missing. */
export function asNumbers(values: readonly string[]): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  let present = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] === '' ? Number.NaN : parseNumber(values[row]);
    if (value === undefined) return undefined;
    if (values[row] !== '') present++;
    numbers[row] = value;
  }
  return present > 0 ? numbers : undefined;
}

/** How many different values there are besides the missing one; counting stops above `most`. */
export function countDistinct(values: readonly string[], most: number): number {
  const seen = new Set<string>();
  for (const value of values) {
    if (value !== '' && seen.add(value).size > most) break;
  }
  return seen.size;
}

/** A column's values as text, whatever it holds; a missing value is empty. @throws UserError for vectors */
export function asText(column: TableColumn, rows: number): TextValues {
  if (column.kind === 'text') return column;
  const { name } = column;
  if (column.kind === 'vector')
    throw new UserError(`column "${name}" holds vectors, where names or numbers are needed. Choose another.`);
  const values = Array.from(numbersOf(column, rows), (value) => (Number.isNaN(value) ? '' : String(value)));
  return { kind: 'text', name, values };
}

/**
 * Text that spells vectors, such as `[0.1, 0.2]` or NumPy's `[0.1 0.2]`, as arrays.
 *
 * @returns undefined unless the first value present is a vector
 */
export function asVectors(values: readonly string[]): (number[] | string)[] | undefined {
  const first = values.find((value) => value !== '');
  if (first === undefined || vectorOf(first) === undefined) return undefined;
  return values.map((value) => vectorOf(value) ?? value);
}

function vectorOf(text: string): number[] | undefined {
  const inside = /^\s*\[([\s\S]*)\]\s*$/.exec(text)?.[1].trim();
  if (!inside) return undefined;
  const numbers = inside.split(/\s*,\s*|\s+/).map(parseNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}
