import { isoDate, periodOf, wholeUnits } from './dates.js';
import { rangePattern, splitTerms } from './query-terms.js';
import type { NumberColumn } from './table.js';

/** An end that is not finite is open; both belong to it. */
export type Range = readonly [low: number, high: number];

const everything: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** The values that a query means by a number, or by a date, which is a period of time. Undefined when the text is neither. */
export function valuesMeant({ dates }: NumberColumn, text: string): Range | undefined {
  if (dates) return periodOf(text.toUpperCase());
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : [value, value];
}

/** The range that a query asks of a column, as a brush would show it; undefined when it asks none. */
export function rangeIn(query: string, column: NumberColumn): Range | undefined {
  for (const { negated, column: name, value } of splitTerms(query)) {
    const ends = value.match(rangePattern)?.slice(1);
    if (negated || !isSame(name, column.name) || !ends || value === '..') continue;
    const [low, high] = ends.map((end) => (end === '' ? everything : valuesMeant(column, end)));
    if (low && high) return [low[0], high[1]];
  }
  return undefined;
}

/** The query with another range for a column, or with none. A brush of numbers is no finer than four digits. */
export function withRange(query: string, column: NumberColumn, range: Range | undefined): string {
  const others = splitTerms(query)
    .filter(
      ({ negated, column: name, value }) =>
        negated || !isSame(name, column.name) || !rangePattern.test(value),
    )
    .map(({ text }) => text);
  const own = range ? [`${quoted(column.name)}:${rangeText(column, range, 4)}`] : [];
  return [...others, ...own].join(' ');
}

/** A range as a query has it: `1..2.5`, `2024-03-01..`. @param digits Significant ones of numbers; all when left out. */
export function rangeText({ dates }: NumberColumn, range: Range, digits?: number): string {
  const textOf = (value: number) => {
    if (!Number.isFinite(value)) return '';
    if (dates) return isoDate(value, dates.unit);
    return String(digits === undefined ? value : Number(value.toPrecision(digits)));
  };
  return range.map(textOf).join('..');
}

/** The range that is meant by a brush: of dates, whole days or the like. */
export function brushedRange({ dates }: NumberColumn, range: Range): Range {
  return dates ? wholeUnits(range, dates.unit) : range;
}

/** A name or a value as a query has it, in quotation marks where it needs them. */
export function quoted(text: string): string {
  return /^[\p{L}\p{N}_.]+$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function isSame(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
