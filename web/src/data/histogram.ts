import { chunkwise, type Steps } from '../slices.js';

/**
 * Counts of values in bins that are equal on a scale; what lies outside counts in the outermost bins, missing values (NaN)
 * in none.
 *
 * @param shareOf Where a value lies on the scale: 0 at its lower end, 1 at the upper.
 * @param rows Only these rows; all of them when left out.
 */
export function* histogram(
  values: ArrayLike<number>,
  shareOf: (value: number) => number,
  bins: number,
  rows?: Uint32Array,
): Steps<Uint32Array> {
  const counts = new Uint32Array(bins);
  yield* chunkwise(rows ? rows.length : values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[rows ? rows[i] : i];
      if (Number.isNaN(value)) continue;
      counts[Math.max(0, Math.min(bins - 1, Math.floor(shareOf(value) * bins)))]++;
    }
  });
  return counts;
}
