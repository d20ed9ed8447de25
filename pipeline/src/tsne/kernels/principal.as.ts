// Principal components: the covariance matrix in float64, and the projection onto two directions.

/** Adds x xᵀ of the (centred, padded) rows of one chunk to the upper triangle of `sums[chunk]`, four rows a step. */
export function covariance(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  chunkRows: i32,
  sums: usize,
): void {
  const out = sums + ((<usize>chunk * columns * columns) << 3);
  memory.fill(out, 0, (<usize>columns * columns) << 3);
  const end = min(count, (chunk + 1) * chunkRows);
  const stride = (<usize>columns) << 2;
  for (let i = chunk * chunkRows; i < end; i += 4) {
    const r0 = rows + <usize>i * stride;
    // Past the last row the same row is read again with weight zero.
    const r1 = i + 1 < end ? r0 + stride : r0;
    const r2 = i + 2 < end ? r0 + 2 * stride : r0;
    const r3 = i + 3 < end ? r0 + 3 * stride : r0;
    for (let a = 0; a < columns; a++) {
      const at = (<usize>a) << 2;
      const x0 = f64x2.splat(load<f32>(r0 + at));
      const x1 = f64x2.splat(i + 1 < end ? load<f32>(r1 + at) : 0);
      const x2 = f64x2.splat(i + 2 < end ? load<f32>(r2 + at) : 0);
      const x3 = f64x2.splat(i + 3 < end ? load<f32>(r3 + at) : 0);
      for (let b = a & ~1; b < columns; b += 2) {
        const bt = (<usize>b) << 2;
        let sum = f64x2.mul(x0, f64x2.promote_low_f32x4(v128.load_zero<u64>(r0 + bt)));
        sum = f64x2.add(sum, f64x2.mul(x1, f64x2.promote_low_f32x4(v128.load_zero<u64>(r1 + bt))));
        sum = f64x2.add(sum, f64x2.mul(x2, f64x2.promote_low_f32x4(v128.load_zero<u64>(r2 + bt))));
        sum = f64x2.add(sum, f64x2.mul(x3, f64x2.promote_low_f32x4(v128.load_zero<u64>(r3 + bt))));
        const target = out + ((<usize>a * columns + b) << 3);
        v128.store(target, f64x2.add(v128.load(target), sum));
      }
    }
  }
}

/** Coordinates of one chunk of rows along two directions (float64, `2 x columns`), to `y` (interleaved x, y). */
export function project(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  chunkRows: i32,
  directions: usize,
  y: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = rows + ((<usize>i * columns) << 2);
    let first: f64 = 0;
    let second: f64 = 0;
    for (let c = 0; c < columns; c++) {
      const x = <f64>load<f32>(row + ((<usize>c) << 2));
      first += x * load<f64>(directions + ((<usize>c) << 3));
      second += x * load<f64>(directions + ((<usize>(columns + c)) << 3));
    }
    store<f32>(y + ((<usize>i) << 3), <f32>first);
    store<f32>(y + ((<usize>i) << 3), <f32>second, 4);
  }
}
