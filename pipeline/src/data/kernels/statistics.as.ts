// Statistics of the columns of a row-major matrix, some rows at a time. Columns are taken side by side, as many as a
// vector holds, so that every column is summed in the order of its rows: the same sums as one by one.

/**
 * Of a few rows of bytes: smallest and largest value of each column (bytes), sums and sums of squares (u32).
 *
 * @param count at most 65,536 rows, or the squares overflow
 */
export function byteStatistics(
  rows: usize,
  count: i32,
  columns: i32,
  low: usize,
  high: usize,
  sums: usize,
  squares: usize,
): void {
  const end = rows + <usize>count * columns;
  const tiled = columns & ~15;
  for (let c = 0; c < tiled; c += 16) {
    let least = i8x16.splat(-1);
    let most = i64x2.splat(0);
    let s0 = i64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let q0 = s0;
    let q1 = s0;
    let q2 = s0;
    let q3 = s0;
    for (let at = rows + c; at < end; at += columns) {
      const x = v128.load(at);
      least = i8x16.min_u(least, x);
      most = i8x16.max_u(most, x);
      const a = i16x8.extend_low_i8x16_u(x);
      const b = i16x8.extend_high_i8x16_u(x);
      s0 = i32x4.add(s0, i32x4.extend_low_i16x8_u(a));
      s1 = i32x4.add(s1, i32x4.extend_high_i16x8_u(a));
      s2 = i32x4.add(s2, i32x4.extend_low_i16x8_u(b));
      s3 = i32x4.add(s3, i32x4.extend_high_i16x8_u(b));
      q0 = i32x4.add(q0, i32x4.extmul_low_i16x8_u(a, a));
      q1 = i32x4.add(q1, i32x4.extmul_high_i16x8_u(a, a));
      q2 = i32x4.add(q2, i32x4.extmul_low_i16x8_u(b, b));
      q3 = i32x4.add(q3, i32x4.extmul_high_i16x8_u(b, b));
    }
    v128.store(low + c, least);
    v128.store(high + c, most);
    const sum = sums + ((<usize>c) << 2);
    v128.store(sum, s0);
    v128.store(sum, s1, 16);
    v128.store(sum, s2, 32);
    v128.store(sum, s3, 48);
    const square = squares + ((<usize>c) << 2);
    v128.store(square, q0);
    v128.store(square, q1, 16);
    v128.store(square, q2, 32);
    v128.store(square, q3, 48);
  }
  for (let c = tiled; c < columns; c++) {
    let least: u32 = 255;
    let most: u32 = 0;
    let sum: u32 = 0;
    let square: u32 = 0;
    for (let at = rows + c; at < end; at += columns) {
      const x = <u32>load<u8>(at);
      least = min(least, x);
      most = max(most, x);
      sum += x;
      square += x * x;
    }
    store<u8>(low + c, least);
    store<u8>(high + c, most);
    store<u32>(sums + ((<usize>c) << 2), sum);
    store<u32>(squares + ((<usize>c) << 2), square);
  }
}

/**
 * Goes on over some rows of float32, whose columns are padded to a multiple of four: smallest and largest value of each
 * column (f32), sums and sums of squares (f64) of what it differs from `shift` (f32) by, how many values are NaN and
 * infinite (u32), and a bit where a value is not whole (u32). NaN and infinite values count as nothing else.
 */
export function floatStatistics(
  rows: usize,
  count: i32,
  columns: i32,
  shifts: usize,
  low: usize,
  high: usize,
  sums: usize,
  squares: usize,
  missing: usize,
  infinite: usize,
  broken: usize,
): void {
  const stride = (<usize>columns) << 2;
  const end = rows + <usize>count * stride;
  const zero = i64x2.splat(0);
  for (let c: usize = 0; c < stride; c += 16) {
    const shift = v128.load(shifts + c);
    const shift0 = f64x2.promote_low_f32x4(shift);
    const shift1 = f64x2.promote_low_f32x4(upperHalf(shift));
    const sum = sums + (c << 1);
    const square = squares + (c << 1);
    let least = v128.load(low + c);
    let most = v128.load(high + c);
    let s0 = v128.load(sum);
    let s1 = v128.load(sum, 16);
    let q0 = v128.load(square);
    let q1 = v128.load(square, 16);
    let nan = v128.load(missing + c);
    let far = v128.load(infinite + c);
    let parts = v128.load(broken + c);
    for (let at = rows + c; at < end; at += stride) {
      const value = v128.load(at);
      const finite = f32x4.eq(f32x4.sub(value, value), zero);
      const number = f32x4.eq(value, value);
      // What is no number counts as what adds nothing.
      const x = v128.bitselect(value, shift, finite);
      nan = i32x4.sub(nan, v128.not(number));
      far = i32x4.sub(far, v128.andnot(number, finite));
      least = v128.bitselect(f32x4.pmin(least, x), least, finite);
      most = v128.bitselect(f32x4.pmax(most, x), most, finite);
      parts = v128.or(parts, f32x4.ne(x, f32x4.floor(x)));
      const d0 = f64x2.sub(f64x2.promote_low_f32x4(x), shift0);
      const d1 = f64x2.sub(f64x2.promote_low_f32x4(upperHalf(x)), shift1);
      s0 = f64x2.add(s0, d0);
      s1 = f64x2.add(s1, d1);
      q0 = f64x2.add(q0, f64x2.mul(d0, d0));
      q1 = f64x2.add(q1, f64x2.mul(d1, d1));
    }
    v128.store(low + c, least);
    v128.store(high + c, most);
    v128.store(sum, s0);
    v128.store(sum, s1, 16);
    v128.store(square, q0);
    v128.store(square, q1, 16);
    v128.store(missing + c, nan);
    v128.store(infinite + c, far);
    v128.store(broken + c, parts);
  }
}

function upperHalf(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}
