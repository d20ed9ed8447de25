/**
 * A number as the shortest decimal that reads back as the same number, in the precision in which it is stored: 0.1, and
 * not 0.10000000149011612, for a float32. Reading it as float64 and rounding to float32 gives the same value.
 *
 * @param single the value is a float32
 */
export function shortestDecimal(value: number, single: boolean): string {
  if (Object.is(value, -0)) return '-0';
  if (!single) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
