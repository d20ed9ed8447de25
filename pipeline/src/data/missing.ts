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
