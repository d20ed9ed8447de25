import type { TableColumn } from './table.js';

const tokens = [
  '',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  'NAN',
  'NaT',
  'null',
  'NULL',
  'None',
  '?',
  '-',
  '.',
];

/** The spellings that stand for a missing value, with those that the user adds (`--na`). */
export function missingTokens(extra: readonly string[] = []): ReadonlySet<string> {
  return new Set([...tokens, ...extra]);
}

const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const infinity = /^([+-]?)(inf|infinity)$/i;

/**
 * Text as a number, by the rules of tables and not of JavaScript (no `0x10`, no blank zero).
 *
 * @returns undefined when the text is not a number
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (decimalNumber.test(trimmed)) return Number(trimmed);
  const infinite = infinity.exec(trimmed);
  return infinite ? Number(`${infinite[1]}Infinity`) : undefined;
}

/** Replaces the numbers among the user's spellings of a missing value by NaN, in place. */
export function markMissing(
  columns: readonly TableColumn[],
  rows: number,
  extra: readonly string[] = [],
): void {
  const sentinels = extra.map(parseNumber).filter((value) => value !== undefined);
  if (sentinels.length === 0) return;
  for (const column of columns) {
    // No byte can stand for a missing value: readers give bytes only where none is to be marked.
    if (column.kind !== 'number' || column.values instanceof Uint8Array) continue;
    const { values, offset, stride } = column;
    const stored = values instanceof Float32Array ? sentinels.map(Math.fround) : sentinels;
    for (let row = 0, at = offset; row < rows; row++, at += stride) {
      if (stored.includes(values[at])) values[at] = Number.NaN;
    }
  }
}
