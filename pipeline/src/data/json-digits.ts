/** A whole number of 16 digits or more where a value may stand; seldom also inside a string, which does no harm. */
const perhapsLarge = /(?:^|[\s:,[])-?\d{16,}(?:[\s,}\]]|$)/;
const stringOrLarge = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
/** What no text begins with by itself. */
const mark = '\u0001';

/**
 * JSON.parse, but whole numbers that float64 would round become BigInts: ids, whose every digit counts.
 *
 * @throws SyntaxError as JSON.parse does
 */
export function parseKeepingDigits(json: string): unknown {
  if (!perhapsLarge.test(json)) return JSON.parse(json);
  // What is no JSON is complained about as it is written.
  JSON.parse(json);
  const marked = json.replace(stringOrLarge, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"\\u0001${found}"`,
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(mark) && /^-?\d+$/.test(value.slice(1))
      ? BigInt(value.slice(1))
      : value,
  );
}
