/** The readable twin of `covariance`: x xᵀ summed over the (centred) rows, `columns x columns`. */
export function covarianceTwin(rows: Float32Array, columns: number): Float64Array {
  const matrix = new Float64Array(columns * columns);
  for (let first = 0; first < rows.length; first += columns) {
    for (let a = 0; a < columns; a++)
      for (let b = 0; b < columns; b++) matrix[a * columns + b] += rows[first + a] * rows[first + b];
  }
  return matrix;
}

/** The readable twin of `project`: coordinates along two directions (`2 x columns`), interleaved x and y. */
export function projectTwin(rows: Float32Array, columns: number, directions: Float64Array): Float64Array {
  return Float64Array.from({ length: (2 * rows.length) / columns }, (_, i) => {
    const row = rows.subarray((i >> 1) * columns, ((i >> 1) + 1) * columns);
    return row.reduce((sum, x, c) => sum + x * directions[(i & 1) * columns + c], 0);
  });
}
