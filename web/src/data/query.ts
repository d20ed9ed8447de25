import { BitSet } from 'arquero';
import { chunkwise, type Steps } from '../slices.js';
import { markInJoined } from './joined-text.js';
import { type Range, valuesMeant } from './query-range.js';
import { QueryError, rangePattern, splitTerms, termPattern, unquote } from './query-terms.js';
import type { Column, MapTable, NumberColumn } from './table.js';

type Test =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Anywhere in the value; the whole value; or the whole value with small and capital letters told apart. */
      readonly match: 'part' | 'whole' | 'exact';
    }
  | {
      readonly kind: 'range';
      /** The ends as they are written; an open one is empty. */
      readonly low: string;
      readonly high: string;
      readonly isStrict: boolean;
    };

/** Long texts are decoded so many at once. */
const textRowsInChunk = 8192;

interface Term {
  readonly negated: boolean;
  readonly column: string | undefined;
  readonly test: Test;
}

/**
 * The rows that a query finds. Terms are separated by spaces and must all hold; `-term` must not.
 *
 * - `seven` finds it in any category or text, or as the whole id
 * - `label:7`, `split:test`, `"unit price":low` look in one column; a quotation mark within quotes is written twice
 * - `label:=7` wants the whole value, `label:=""` a missing one
 * - `error:>0.02`, `error:<=1`, `error:0.01..0.03`, `error:0.01..` compare numbers
 * - `seen:2024-03`, `seen:>2024-03-01`, `seen:2024-01..2024-06` compare dates: a month is all of it, in UTC
 *
 * @throws QueryError for a column that does not exist or a comparison that the column does not allow
 */
export function* findRows(table: MapTable, query: string): Steps<BitSet> {
  const rows = new BitSet(table.rows).not();
  for (const term of parse(query)) {
    const found = yield* term.column === undefined
      ? findAnywhere(table, term.test)
      : findInColumn(columnOf(table, term.column), term.test, table.rows);
    rows.and(term.negated ? found.not() : found);
    yield;
  }
  return rows;
}

function parse(query: string): readonly Term[] {
  const unread = query.replace(termPattern, '').trim();
  if (unread.includes('"')) throw new QueryError('A quotation mark is not closed.');
  const terms = splitTerms(query).map(({ negated, column, value }): Term => {
    if (column === undefined) refuseHalves(value);
    return { negated, column, test: parseTest(value, column !== undefined) };
  });
  if (terms.length === 0) throw new QueryError('Type something to look for.');
  return terms;
}

/** What is half of `column:value` is told so, rather than looked for as it stands. */
function refuseHalves(value: string): void {
  if (/^[<>]=?\s*-?[\d.]/.test(value))
    throw new QueryError(`Say which column is to be compared, as in column:${value}.`);
  if (/^[^":]+:$/.test(value)) throw new QueryError(`Say what to look for after ${value}`);
}

function parseTest(value: string, inColumn: boolean): Test {
  if (inColumn) {
    const comparison = value.match(/^(>=|<=|>|<)(.+)$/);
    if (comparison) return comparisonTest(comparison[1], comparison[2]);
    const range = value.match(rangePattern);
    if (range && value !== '..') return { kind: 'range', low: range[1], high: range[2], isStrict: false };
    if (value.startsWith('=')) return { kind: 'text', text: unquote(value.slice(1)), match: 'exact' };
  }
  return { kind: 'text', text: unquote(value).toLowerCase(), match: 'part' };
}

function comparisonTest(operator: string, limit: string): Test {
  const [low, high] = operator.startsWith('>') ? [limit, ''] : ['', limit];
  return { kind: 'range', low, high, isStrict: operator.length === 1 };
}

function columnOf(table: MapTable, name: string): Column {
  const columns: readonly Column[] = [table.id, ...table.columns];
  const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (column) return column;
  throw new QueryError(
    `There is no column “${name}”; there are: ${columns.map((candidate) => candidate.name).join(', ')}.`,
  );
}

function* findAnywhere(table: MapTable, test: Test): Steps<BitSet> {
  const whole: Test = test.kind === 'text' ? { ...test, match: 'whole' } : test;
  const found = yield* findInColumn(table.id, whole, table.rows);
  for (const column of table.columns) {
    const shown = column.kind === 'number' ? column.dates?.text : column;
    if (!shown) continue;
    found.or(yield* findInColumn(shown, test, table.rows));
    yield;
  }
  return found;
}

function* findInColumn(column: Column, test: Test, rows: number): Steps<BitSet> {
  const found = new BitSet(rows);
  if (column.kind === 'number') {
    const holds = numberTest(column, test);
    yield* chunkwise(rows, (from, to) => {
      for (let row = from; row < to; row++) if (holds(column.values[row])) found.set(row);
    });
    return found;
  }
  if (test.kind === 'range')
    throw new QueryError(`“${column.name}” does not hold numbers or dates that could be compared.`);
  const holds = textTest(test);
  if (column.kind === 'category') {
    const ofCategory = column.categories.map(holds);
    const ofMissing = isForMissing(test);
    yield* chunkwise(rows, (from, to) => {
      for (let row = from; row < to; row++) {
        const code = column.codes[row];
        if (code < 0 ? ofMissing : ofCategory[code]) found.set(row);
      }
    });
    return found;
  }
  yield* chunkwise(
    rows,
    (from, to) => {
      const joined = column.joined?.(from, to);
      if (joined) {
        const text = test.match === 'exact' ? joined.text : joined.text.toLowerCase();
        markInJoined(found, from, { ...joined, text }, test.text, test.match !== 'part');
      } else for (let row = from; row < to; row++) if (holds(column.at(row))) found.set(row);
    },
    textRowsInChunk,
  );
  return found;
}

function textTest({ match, text }: Extract<Test, { kind: 'text' }>): (value: string) => boolean {
  if (match === 'exact') return (value) => value === text;
  if (match === 'whole') return (value) => value.toLowerCase() === text;
  return (value) => value.toLowerCase().includes(text);
}

/** `column:=""` */
function isForMissing(test: Test): boolean {
  return test.kind === 'text' && test.match === 'exact' && test.text === '';
}

function numberTest(column: NumberColumn, test: Test): (value: number) => boolean {
  if (test.kind === 'text') {
    if (isForMissing(test)) return Number.isNaN;
    const meant = valuesMeant(column, test.text);
    if (!meant) throw new QueryError(adviceFor(column));
    return (value) => value >= meant[0] && value <= meant[1];
  }
  const [low, high] = [test.low, test.high].map((end) => (end === '' ? undefined : endOf(column, end)));
  if (test.isStrict) return low ? (value) => value > low[1] : (value) => value < high![0];
  const [least, most] = [low?.[0] ?? Number.NEGATIVE_INFINITY, high?.[1] ?? Number.POSITIVE_INFINITY];
  return (value) => value >= least && value <= most;
}

function endOf(column: NumberColumn, text: string): Range {
  const meant = valuesMeant(column, text);
  if (meant) return meant;
  const what = column.dates ? 'a date, such as 2024, 2024-03, 2024-03-01 or 2024-03-01T12:30' : 'a number';
  throw new QueryError(`“${text}” is not ${what}.`);
}

function adviceFor({ name, dates }: NumberColumn): string {
  return dates
    ? `“${name}” holds dates; look for ${name}:2024-03, ${name}:>2024-03-01 or ${name}:2024-01..2024-06.`
    : `“${name}” holds numbers; compare it with ${name}:>1 or ${name}:0..1.`;
}
