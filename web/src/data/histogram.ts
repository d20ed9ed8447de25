import { chunkwise, type Steps } from '../slices.js';

/**
 * Counts of values in equal bins between `low` and `high`; what lies outside counts in the outermost bins, missing values
 * (NaN) in none.
 *
 * @param rows Only these rows; all of them when left out.
 */
export function* histogram(
  values: ArrayLike<number>,
  low: number,
  high: number,
  bins: number,
  rows?: Uint32Array,
): Steps<Uint32Array> {
  const counts = new Uint32Array(bins);
  const scale = bins / (high - low || 1);
  yield* chunkwise(rows ? rows.length : values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[rows ? rows[i] : i];
      if (Number.isNaN(value)) continue;
      counts[Math.max(0, Math.min(bins - 1, Math.floor((value - low) * scale)))]++;
    }
  });
  return counts;
}
