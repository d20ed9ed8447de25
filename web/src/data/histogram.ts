/**
 * Counts of values in equal bins between `low` and `high`; what lies outside counts in the outermost bins, missing values
 * (NaN) in none.
 *
 * @param rows Only these rows; all of them when left out.
 */
export function histogram(
  values: ArrayLike<number>,
  low: number,
  high: number,
  bins: number,
  rows?: Uint32Array,
): Uint32Array {
  const counts = new Uint32Array(bins);
  const scale = bins / (high - low || 1);
  const length = rows ? rows.length : values.length;
  for (let i = 0; i < length; i++) {
    const value = values[rows ? rows[i] : i];
    if (Number.isNaN(value)) continue;
    counts[Math.max(0, Math.min(bins - 1, Math.floor((value - low) * scale)))]++;
  }
  return counts;
}
