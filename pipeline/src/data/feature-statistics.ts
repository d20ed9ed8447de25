/** What is known of each column of a matrix; missing (NaN) and infinite values are counted and otherwise left out. */
export interface FeatureStatistics {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  /** Of the population, not of a sample: divided by n. */
  readonly variance: Float64Array;
  readonly missing: Uint32Array;
  readonly infinite: Uint32Array;
  /** Whether all values of all columns are whole. */
  readonly whole: boolean;
}

/** One pass over a `rows x columns` matrix, row by row, with sums in float64 shifted by the first row's values. */
export function featureStatistics(
  values: Uint8Array | Float32Array,
  rows: number,
  columns: number,
): FeatureStatistics {
  const min = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  const shift = Float64Array.from(values.subarray(0, columns), (value) =>
    Number.isFinite(value) ? value : 0,
  );
  const sum = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const missing = new Uint32Array(columns);
  const infinite = new Uint32Array(columns);
  let whole = true;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = values[at];
      if (value - value !== 0) {
        if (Number.isNaN(value)) missing[column]++;
        else infinite[column]++;
        continue;
      }
      if (value < min[column]) min[column] = value;
      if (value > max[column]) max[column] = value;
      if (whole && value !== Math.floor(value)) whole = false;
      const shifted = value - shift[column];
      sum[column] += shifted;
      squares[column] += shifted * shifted;
    }
  }
  const counts = sum.map((_, column) => rows - missing[column] - infinite[column]);
  const mean = sum.map((total, column) => shift[column] + total / counts[column]);
  const variance = squares.map((total, column) =>
    Math.max(0, total / counts[column] - (sum[column] / counts[column]) ** 2),
  );
  return { min, max, mean, variance, missing, infinite, whole };
}
