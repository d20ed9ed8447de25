import type { Column, MapTable } from './table.js';

/** A query that cannot be understood; the message says which part and what would be right. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

type Test =
  | { readonly kind: 'text'; readonly text: string; readonly exact: boolean }
  | {
      readonly kind: 'range';
      readonly low: number;
      readonly high: number;
      readonly strictLow: boolean;
      readonly strictHigh: boolean;
    };

interface Term {
  readonly negated: boolean;
  readonly column: string | undefined;
  readonly test: Test;
}

/**
 * The rows that a query finds, one byte a row. Terms are separated by spaces and must all hold; `-term` must not.
 *
 * - `seven` finds it in any category or text, or as the whole id
 * - `label:7`, `split:test`, `"unit price":low` look in one column; `label:=7` wants the whole value
 * - `error:>0.02`, `error:<=1`, `error:0.01..0.03` compare numbers
 *
 * @throws QueryError for a column that does not exist or a comparison that the column does not allow
 */
export function findRows(table: MapTable, query: string): Uint8Array {
  const mask = new Uint8Array(table.rows).fill(1);
  for (const term of parse(query)) {
    const found =
      term.column === undefined
        ? findAnywhere(table, term.test)
        : findInColumn(columnOf(table, term.column), term.test, table.rows);
    for (let row = 0; row < mask.length; row++) if (Boolean(found[row]) === term.negated) mask[row] = 0;
  }
  return mask;
}

const termPattern = /(-?)(?:("[^"]+"|[^\s:"]+):)?("[^"]*"|[^\s"]+)/g;

function parse(query: string): readonly Term[] {
  const terms = [...query.matchAll(termPattern)].map(
    ([, minus, column, value]): Term => ({
      negated: minus === '-',
      column: column === undefined ? undefined : unquote(column),
      test: parseTest(value, column !== undefined),
    }),
  );
  if (terms.length === 0) throw new QueryError('Type something to look for.');
  return terms;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}

function parseTest(value: string, inColumn: boolean): Test {
  if (inColumn) {
    const comparison = value.match(/^(>=|<=|>|<)(.+)$/);
    if (comparison) return comparisonTest(comparison[1], toNumber(comparison[2]));
    const range = value.match(/^(-?[\d.eE+-]+?)\.\.(-?[\d.eE+-]+)$/);
    if (range)
      return {
        kind: 'range',
        low: toNumber(range[1]),
        high: toNumber(range[2]),
        strictLow: false,
        strictHigh: false,
      };
    if (value.startsWith('='))
      return { kind: 'text', text: unquote(value.slice(1)).toLowerCase(), exact: true };
  }
  return { kind: 'text', text: unquote(value).toLowerCase(), exact: false };
}

function comparisonTest(operator: string, limit: number): Test {
  const above = operator.startsWith('>');
  const strict = operator.length === 1;
  return {
    kind: 'range',
    low: above ? limit : Number.NEGATIVE_INFINITY,
    high: above ? Number.POSITIVE_INFINITY : limit,
    strictLow: above && strict,
    strictHigh: !above && strict,
  };
}

function toNumber(text: string): number {
  const value = Number(text);
  if (Number.isNaN(value)) throw new QueryError(`“${text}” is not a number.`);
  return value;
}

function columnOf(table: MapTable, name: string): Column {
  const columns: readonly Column[] = [table.id, ...table.columns];
  const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (column) return column;
  throw new QueryError(
    `There is no column “${name}”; there are: ${columns.map((candidate) => candidate.name).join(', ')}.`,
  );
}

function findAnywhere(table: MapTable, test: Test): Uint8Array {
  const whole: Test = test.kind === 'text' ? { ...test, exact: true } : test;
  const found = findInColumn(table.id, whole, table.rows);
  for (const column of table.columns) {
    if (column.kind === 'number') continue;
    const here = findInColumn(column, test, table.rows);
    for (let row = 0; row < found.length; row++) found[row] |= here[row];
  }
  return found;
}

function findInColumn(column: Column, test: Test, rows: number): Uint8Array {
  const found = new Uint8Array(rows);
  if (column.kind === 'number') {
    const holds = numberTest(column, test);
    for (let row = 0; row < rows; row++) found[row] = Number(holds(column.values[row]));
    return found;
  }
  if (test.kind === 'range')
    throw new QueryError(`“${column.name}” does not hold numbers that could be compared.`);
  const holds = (value: string) =>
    test.exact ? value.toLowerCase() === test.text : value.toLowerCase().includes(test.text);
  if (column.kind === 'category') {
    const ofCategory = column.categories.map(holds);
    for (let row = 0; row < rows; row++) found[row] = Number(ofCategory[column.codes[row]] ?? false);
  } else for (let row = 0; row < rows; row++) found[row] = Number(holds(column.at(row)));
  return found;
}

function numberTest(column: Column, test: Test): (value: number) => boolean {
  if (test.kind === 'text') {
    const wanted = Number(test.text);
    if (Number.isNaN(wanted))
      throw new QueryError(
        `“${column.name}” holds numbers; compare it with ${column.name}:>1 or ${column.name}:0..1.`,
      );
    return (value) => value === wanted;
  }
  const { low, high, strictLow, strictHigh } = test;
  return (value) => (strictLow ? value > low : value >= low) && (strictHigh ? value < high : value <= high);
}
