import { type Estimate, estimateMean } from './estimate.js';

/**
 * Silhouette of the labels (Rousseeuw 1987): for each row (b - a) / max(a, b), where a is the mean distance to the
 * others of its class and b the smallest mean distance to another class. 1: classes are far apart; 0: they
 * overlap; below 0: rows lie closer to another class. A row that is alone in its class counts 0, as in scikit-learn.
 * Rows without a label take no part. Every row's mean is over all rows; only which rows are asked may be a sample.
 *
 * @param values silhouettes of the rows that were asked, as the kernel `silhouettes` finds them
 * @param labels one code a row, -1 for none
 * @returns the mean; undefined unless at least two classes have rows
 */
export function silhouetteOf(values: readonly number[], labels: Int32Array): Estimate | undefined {
  const classes = new Set(labels);
  classes.delete(-1);
  return classes.size < 2 ? undefined : estimateMean(Float64Array.from(values), labels.length);
}
