/** Where the values of a number column lie between two ends, which leave out the outermost half percent on either side. */
export interface NumberScale {
  readonly low: number;
  readonly high: number;
  /** Whether equal distances stand for equal ratios. */
  readonly isLogarithmic: boolean;
  /** 0 at the lower end, 1 at the upper, beyond both outside of them; NaN for a missing value. */
  shareOf(value: number): number;
  /** The inverse of `shareOf`. */
  valueAt(share: number): number;
}

/**
 * From this ratio between the ends on, a scale is logarithmic. Values spread evenly from 0 on reach 199 at most, since their
 * outermost half percent is left out.
 */
const leastRatio = 1000;

/**
 * The scale of a column: logarithmic where all values are positive and the ends three orders of magnitude apart.
 *
 * @param isTime Whether the values are times, of which there are no ratios.
 */
export function numberScale(values: ArrayLike<number>, isTime = false): NumberScale {
  const { least, low, high } = innerRange(values);
  const isLogarithmic = !isTime && least > 0 && high / low >= leastRatio;
  const top = high > low ? high : low + 1;
  if (!isLogarithmic) {
    const span = top - low;
    return {
      ...{ low, high, isLogarithmic },
      shareOf: (value) => (value - low) / span,
      valueAt: (share) => low + share * span,
    };
  }
  const [from, span] = [Math.log(low), Math.log(high / low)];
  return {
    ...{ low, high, isLogarithmic },
    shareOf: (value) => (Math.log(Math.max(value, Number.MIN_VALUE)) - from) / span,
    valueAt: (share) => Math.exp(from + share * span),
  };
}

/** The least value and the ends without the outermost half percent, estimated from at most 20,000 values. */
function innerRange(values: ArrayLike<number>) {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample: number[] = [];
  for (let row = 0; row < values.length; row += step)
    if (Number.isFinite(values[row])) sample.push(values[row]);
  if (sample.length === 0) return { least: 0, low: 0, high: 0 };
  const sorted = Float64Array.from(sample).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return { least: sorted[0], low: at(0.005), high: at(0.995) };
}
