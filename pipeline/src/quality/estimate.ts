/** A measure and how far a sample may have missed it. */
export interface Estimate {
  readonly value: number;
  /** Standard error of `value` as an estimate for all rows; 0 when every row was measured. */
  readonly standardError: number;
}

/**
 * The mean over a sample drawn without replacement, as an estimate for the population that it was drawn from: the
 * standard error carries the finite population correction (Cochran 1977, Sampling Techniques, eq. 2.20).
 *
 * @param values one number a sampled row; NaN where a row has none
 * @param population how many rows the sample was drawn from; a sample that large has no error
 * @returns NaN for both when no row has a value; an error of NaN when one of many rows was measured
 */
export function estimateMean(values: Float64Array, population: number): Estimate {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = sum(known) / known.length;
  if (values.length >= population) return { value: mean, standardError: known.length === 0 ? Number.NaN : 0 };
  const variance = sum(known.map((value) => (value - mean) ** 2)) / (known.length - 1);
  const unseen = 1 - values.length / population;
  return { value: mean, standardError: Math.sqrt((variance / known.length) * unseen) };
}

/**
 * A statistic of independent draws and its standard error by batch means: the draws are cut into equal batches, and
 * the statistic's spread over the batches, divided by the root of their number, is its error. It serves statistics
 * that are no mean, such as a rank correlation.
 *
 * @param statistic computed on the draws from `start` up to but not including `end`
 */
export function estimateByBatches(
  draws: number,
  statistic: (start: number, end: number) => number,
  batches = 20,
): Estimate {
  const cut = (batch: number) => Math.floor((draws * batch) / batches);
  const values = Float64Array.from({ length: batches }, (_, batch) => statistic(cut(batch), cut(batch + 1)));
  const { standardError } = estimateMean(values, Number.POSITIVE_INFINITY);
  return { value: statistic(0, draws), standardError };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
