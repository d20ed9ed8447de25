// The readable twins of the kernels in `rows.as.ts`. Rows are row-major, `count x columns`.

/** Twin of `unitRows`: every row scaled to length 1; rows of zeros stay. */
export function unitRowsTwin(rows: Float32Array, columns: number): Float64Array {
  return Float64Array.from(rows, (x, i) => {
    const first = i - (i % columns);
    const length = Math.hypot(...rows.subarray(first, first + columns));
    return length > 0 ? x / length : 0;
  });
}

/** Twin of `columnSums`, over all rows. */
export function columnSumsTwin(rows: Float32Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  rows.forEach((x, i) => {
    sums[i % columns] += x;
  });
  return sums;
}

/** Twin of `arrangeRows`: rows in a new order, centred, scaled and padded with zeros to `padded` columns. */
export function arrangeRowsTwin(
  rows: Float32Array,
  columns: number,
  order: Uint32Array,
  mean: Float64Array,
  factor: number,
  padded: number,
): Float32Array {
  return Float32Array.from({ length: order.length * padded }, (_, i) => {
    const column = i % padded;
    if (column >= columns) return 0;
    return (rows[order[Math.floor(i / padded)] * columns + column] - mean[column]) * factor;
  });
}

/** Twin of `packRows`: groups of eight rows, first their halved squared norms, then column by column. */
export function packRowsTwin(rows: Float32Array, columns: number, rowOf: Int32Array): number[] {
  const packed: number[] = [];
  for (let place = 0; place < rowOf.length; place += 8) {
    const group = Array.from(rowOf.subarray(place, place + 8), (row) =>
      row < 0 ? undefined : rows.subarray(row * columns, (row + 1) * columns),
    );
    // An empty place is infinitely far from everything.
    for (const row of group)
      packed.push(row ? row.reduce((sum, x) => sum + (x * x) / 2, 0) : Number.POSITIVE_INFINITY);
    for (let c = 0; c < columns; c++) for (const row of group) packed.push(row ? row[c] : 0);
  }
  return packed;
}

/** Twin of `accumulateCells`: the sum and the number of the rows of each cell. */
export function accumulateCellsTwin(
  rows: Float32Array,
  columns: number,
  cellOf: Uint32Array,
  cells: number,
): { sums: Float64Array; sizes: Int32Array } {
  const sums = new Float64Array(cells * columns);
  const sizes = new Int32Array(cells);
  cellOf.forEach((cell, row) => {
    sizes[cell]++;
    for (let c = 0; c < columns; c++) sums[cell * columns + c] += rows[row * columns + c];
  });
  return { sums, sizes };
}
