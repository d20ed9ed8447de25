// Squared Euclidean distances of a few queries to many rows, four queries at a time. Queries and rows
// are padded with zeros, the queries to a multiple of four, and what is written for padding means nothing.

/** Rows of one chunk, which `distancesChunk` of kernel-team.ts must agree with; a multiple of eight. */
const ROWS: i32 = 32;

/** Packs rows of float32 in groups of eight, one group a chunk: for each column its value in the eight rows. */
export function packRows(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  packed: usize,
): void {
  const group = packed + ((<usize>(chunk * 8) * columns) << 2);
  for (let lane = 0; lane < 8; lane++) {
    const i = chunk * 8 + lane;
    const row = rows + ((<usize>i * columns) << 2);
    const to = group + ((<usize>lane) << 2);
    for (let c = 0; c < columns; c++) {
      store<f32>(to + ((<usize>c) << 5), i < count ? load<f32>(row + ((<usize>c) << 2)) : 0);
    }
  }
}

/**
 * Distances by differences in float32, as float32.
 * @param queries row-major
 * @param packed the rows, as `packRows` leaves them
 * @param distances of the first query to the first row
 * @param stride numbers from the distances of one query to those of the next
 */
export function floatDistances(
  chunk: i32,
  thread: i32,
  queries: usize,
  queryCount: i32,
  packed: usize,
  count: i32,
  columns: i32,
  distances: usize,
  stride: i32,
): void {
  const end = min(count, (chunk + 1) * ROWS);
  const rowBytes = (<usize>columns) << 2;
  const next = (<usize>stride) << 2;
  for (let q = 0; q < queryCount; q += 4) {
    const first = queries + <usize>q * rowBytes;
    for (let row = chunk * ROWS; row < end; row += 8) {
      let b = packed + <usize>row * rowBytes;
      let s0 = f32x4.splat(0),
        s1 = s0,
        t0 = s0,
        t1 = s0,
        u0 = s0,
        u1 = s0,
        v0 = s0,
        v1 = s0;
      for (let a = first, last = first + rowBytes; a < last; a += 4, b += 32) {
        const low = v128.load(b);
        const high = v128.load(b, 16);
        let x = v128.load32_splat(a);
        let d = f32x4.sub(x, low);
        s0 = f32x4.add(s0, f32x4.mul(d, d));
        d = f32x4.sub(x, high);
        s1 = f32x4.add(s1, f32x4.mul(d, d));
        x = v128.load32_splat(a + rowBytes);
        d = f32x4.sub(x, low);
        t0 = f32x4.add(t0, f32x4.mul(d, d));
        d = f32x4.sub(x, high);
        t1 = f32x4.add(t1, f32x4.mul(d, d));
        x = v128.load32_splat(a + 2 * rowBytes);
        d = f32x4.sub(x, low);
        u0 = f32x4.add(u0, f32x4.mul(d, d));
        d = f32x4.sub(x, high);
        u1 = f32x4.add(u1, f32x4.mul(d, d));
        x = v128.load32_splat(a + 3 * rowBytes);
        d = f32x4.sub(x, low);
        v0 = f32x4.add(v0, f32x4.mul(d, d));
        d = f32x4.sub(x, high);
        v1 = f32x4.add(v1, f32x4.mul(d, d));
      }
      let out = distances + ((<usize>q * stride + row) << 2);
      v128.store(out, s0);
      v128.store(out, s1, 16);
      out += next;
      v128.store(out, t0);
      v128.store(out, t1, 16);
      out += next;
      v128.store(out, u0);
      v128.store(out, u1, 16);
      out += next;
      v128.store(out, v0);
      v128.store(out, v1, 16);
    }
  }
}

/**
 * Distances of rows of bytes as |a|² + |b|² - 2ab, exact, as unsigned integers of 32 bits: enough for 66,051 columns.
 * @param queries, rows row-major, `width` bytes each, a multiple of eight
 * @param norms room for one integer a row
 */
export function byteDistances(
  chunk: i32,
  thread: i32,
  queries: usize,
  queryCount: i32,
  rows: usize,
  norms: usize,
  count: i32,
  width: i32,
  distances: usize,
  stride: i32,
): void {
  const end = min(count, (chunk + 1) * ROWS);
  for (let row = chunk * ROWS; row < ((end + 1) & ~1); row++) {
    store<i32>(norms + ((<usize>row) << 2), squaredNorm(rows + <usize>row * width, width));
  }
  const next = (<usize>stride) << 2;
  for (let q = 0; q < queryCount; q += 4) {
    const first = queries + <usize>(q * width);
    const n0 = squaredNorm(first, width);
    const n1 = squaredNorm(first + width, width);
    const n2 = squaredNorm(first + 2 * width, width);
    const n3 = squaredNorm(first + 3 * width, width);
    for (let row = chunk * ROWS; row < end; row += 2) {
      let b = rows + <usize>row * width;
      let s0 = i32x4.splat(0),
        s1 = s0,
        t0 = s0,
        t1 = s0,
        u0 = s0,
        u1 = s0,
        v0 = s0,
        v1 = s0;
      for (let a = first, last = first + width; a < last; a += 8, b += 8) {
        const low = v128.load_ext<u8>(b);
        const high = v128.load_ext<u8>(b + width);
        let x = v128.load_ext<u8>(a);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(x, low));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(x, high));
        x = v128.load_ext<u8>(a + width);
        t0 = i32x4.add(t0, i32x4.dot_i16x8_s(x, low));
        t1 = i32x4.add(t1, i32x4.dot_i16x8_s(x, high));
        x = v128.load_ext<u8>(a + 2 * width);
        u0 = i32x4.add(u0, i32x4.dot_i16x8_s(x, low));
        u1 = i32x4.add(u1, i32x4.dot_i16x8_s(x, high));
        x = v128.load_ext<u8>(a + 3 * width);
        v0 = i32x4.add(v0, i32x4.dot_i16x8_s(x, low));
        v1 = i32x4.add(v1, i32x4.dot_i16x8_s(x, high));
      }
      const own = load<i32>(norms + ((<usize>row) << 2));
      const other = load<i32>(norms + ((<usize>row) << 2), 4);
      // What does not fit into 32 bits on the way falls off at both ends: the difference is right.
      let out = distances + ((<usize>q * stride + row) << 2);
      store<i32>(out, n0 + own - 2 * sum(s0));
      store<i32>(out, n0 + other - 2 * sum(s1), 4);
      out += next;
      store<i32>(out, n1 + own - 2 * sum(t0));
      store<i32>(out, n1 + other - 2 * sum(t1), 4);
      out += next;
      store<i32>(out, n2 + own - 2 * sum(u0));
      store<i32>(out, n2 + other - 2 * sum(u1), 4);
      out += next;
      store<i32>(out, n3 + own - 2 * sum(v0));
      store<i32>(out, n3 + other - 2 * sum(v1), 4);
    }
  }
}

function squaredNorm(row: usize, width: i32): i32 {
  let squares = i32x4.splat(0);
  for (const end = row + width; row < end; row += 8) {
    const x = v128.load_ext<u8>(row);
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(x, x));
  }
  return sum(squares);
}

function sum(x: v128): i32 {
  x = i32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1);
}
