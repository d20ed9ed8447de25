/** How the values of all codes are spread. */
export interface CodeHistogram {
  readonly low: number;
  readonly high: number;
  /** Values in equal bins from `low` to `high`; exact zeros are left out. */
  readonly counts: Uint32Array;
  readonly zeros: number;
}

export function codeHistogram(codes: Float32Array, bins: number): CodeHistogram {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of codes) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const counts = new Uint32Array(bins);
  let zeros = 0;
  const perUnit = high > low ? bins / (high - low) : 0;
  for (const value of codes) {
    if (value === 0) zeros++;
    else counts[Math.min(bins - 1, Math.floor((value - low) * perUnit))]++;
  }
  return { low, high, counts, zeros };
}
