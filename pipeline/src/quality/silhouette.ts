import { type Estimate, estimateMean } from './estimate.js';
import { classCount } from './neighbour-labels.js';

/**
 * Silhouette of the labels (Rousseeuw 1987): for each row (b - a) / max(a, b), where a is the mean distance to the
 * others of its class and b the smallest mean distance to another class. 1: classes are far apart; 0: they
 * overlap; below 0: rows lie closer to another class. A row that is alone in its class counts 0, as in scikit-learn.
 * Rows without a label take no part. Every row's mean is over all rows; only which rows are asked may be a sample.
 */
export class Silhouette {
  private readonly values: number[] = [];
  private readonly sizes: Float64Array;
  private readonly sums: Float64Array;

  /** @param labels one code a row, -1 for none */
  constructor(private readonly labels: Int32Array) {
    this.sizes = new Float64Array(classCount(labels));
    this.sums = new Float64Array(this.sizes.length);
    for (const label of labels) if (label >= 0) this.sizes[label]++;
  }

  /** Adds one row. @param squaredDistances from it to every row */
  add(row: number, squaredDistances: Float32Array): void {
    this.values.push(this.labels[row] < 0 ? Number.NaN : this.silhouette(this.labels[row], squaredDistances));
  }

  /** @returns the mean; undefined unless at least two classes have rows */
  result(): Estimate | undefined {
    if (this.sizes.filter((size) => size > 0).length < 2) return undefined;
    return estimateMean(Float64Array.from(this.values), this.labels.length);
  }

  private silhouette(own: number, squaredDistances: Float32Array): number {
    const { labels, sizes, sums } = this;
    if (sizes[own] === 1) return 0;
    sums.fill(0);
    for (let row = 0; row < labels.length; row++) {
      if (labels[row] >= 0) sums[labels[row]] += Math.sqrt(squaredDistances[row]);
    }
    const within = sums[own] / (sizes[own] - 1);
    let between = Number.POSITIVE_INFINITY;
    for (let label = 0; label < sizes.length; label++) {
      if (label !== own && sizes[label] > 0) between = Math.min(between, sums[label] / sizes[label]);
    }
    return within === between ? 0 : (between - within) / Math.max(within, between);
  }
}
