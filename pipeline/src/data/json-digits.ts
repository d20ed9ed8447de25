/** A whole number of 16 digits or more where a value may stand; seldom also inside a string, which does no harm. */
const perhapsLarge = /(?:^|[\s:,[])-?\d{16,}(?:[\s,}\]]|$)/;
const number = /-?\d[\d.eE+-]*/y;
const large = /^-?\d{16,}$/;
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
  return JSON.parse(markLarge(json), (_, value) => {
    const isMarked =
      typeof value === 'string' && value.startsWith(mark) && large.test(value.slice(mark.length));
    return isMarked ? BigInt(value.slice(mark.length)) : value;
  });
}

/** Valid JSON with large whole numbers as marked text; not by one expression, which very long strings are too much for. */
function markLarge(json: string): string {
  const parts: string[] = [];
  let taken = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (c === '"') inString = !inString;
    else if (inString) i += Number(c === '\\');
    else if (c === '-' || (c >= '0' && c <= '9')) {
      number.lastIndex = i;
      const [text] = number.exec(json)!;
      if (large.test(text) && !Number.isSafeInteger(Number(text))) {
        parts.push(json.slice(taken, i), JSON.stringify(mark + text));
        taken = i + text.length;
      }
      i += text.length - 1;
    }
  }
  return parts.join('') + json.slice(taken);
}
