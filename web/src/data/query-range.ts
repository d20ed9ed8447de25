import { splitTerms } from './query-terms.js';

/** An end that is not finite is open. */
export type Range = readonly [low: number, high: number];

const rangePattern = /^(-?[\d.eE+-]*?)\.\.(-?[\d.eE+-]*)$/;

/** The range that a query asks of a number column, as a brush would show it; undefined when it asks none. */
export function rangeIn(query: string, column: string): Range | undefined {
  for (const { negated, column: name, value } of splitTerms(query)) {
    if (negated || !isSame(name, column)) continue;
    const [, low, high] = value.match(rangePattern) ?? [];
    const range = [
      low === '' ? Number.NEGATIVE_INFINITY : Number(low),
      high === '' ? Number.POSITIVE_INFINITY : Number(high),
    ] as const;
    if (value !== '..' && !range.some(Number.isNaN)) return range;
  }
  return undefined;
}

/** The query with another range for a column, or with none. */
export function withRange(query: string, column: string, range: Range | undefined): string {
  const others = splitTerms(query)
    .filter(
      ({ negated, column: name, value }) => negated || !isSame(name, column) || !rangePattern.test(value),
    )
    .map(({ text }) => text);
  const own = range ? [`${quoted(column)}:${short(range[0])}..${short(range[1])}`] : [];
  return [...others, ...own].join(' ');
}

/** A name or a value as a query has it, in quotation marks where it needs them. */
export function quoted(text: string): string {
  return /^[\p{L}\p{N}_.]+$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function isSame(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

/** A brush is no finer than this. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '';
}
