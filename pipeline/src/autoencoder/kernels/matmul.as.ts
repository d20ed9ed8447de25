// Matrix products C = A·B in float32. Both factors are packed into panels that the inner loop reads front to back,
// and because packing takes any strides, a transposed factor costs no more than a plain one. (The layout is that of
// Goto & van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.) Each number of C is one sum in the
// order of the inner dimension, so results do not depend on how the work is divided.
import { activate, LINEAR } from './activations.as';

/** A tile of C: as many accumulators as stay in registers beside the factors. */
const tileRows: i32 = 4;
const tileColumns: i32 = 8;

function roundUp(value: i32, multiple: i32): i32 {
  return ((value + multiple - 1) / multiple) * multiple;
}

/** Bytes of scratch that `multiply` needs, and, with the addresses of its lists, a product of sparse-product.as.ts. */
export function scratchBytes(m: i32, n: i32, k: i32): usize {
  return 4 * ((roundUp(m, tileRows) + roundUp(n, tileColumns)) * k + 3 * m + 64);
}

/**
 * C = A·B, plus a bias for each column, then activated: `m x k` times `k x n`.
 * @param aRow,aDepth bytes from one row of A to the next, and from one column to the next
 * @param bDepth,bColumn the same for B
 * @param c row-major
 * @param accumulate not 0: the product is added to what C holds; else C is written whole
 * @param bias n numbers, or 0 for none
 * @param activation what becomes of each sum, by its number in activations.as.ts; 0: nothing
 */
export function multiply(
  a: usize,
  aRow: usize,
  aDepth: usize,
  b: usize,
  bDepth: usize,
  bColumn: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  accumulate: i32,
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  const panelsA = scratch;
  const panelsB = panelsA + <usize>(roundUp(m, tileRows) * k) * 4;
  const edge = panelsB + <usize>(roundUp(n, tileColumns) * k) * 4;
  for (let i = 0; i < m; i += tileRows) {
    packFour(a + i * aRow, aRow, aDepth, min(4, m - i), k, panelsA + <usize>(i * k) * 4, 16);
  }
  for (let j = 0; j < n; j += tileColumns) {
    const panel = panelsB + <usize>(j * k) * 4;
    packFour(b + j * bColumn, bColumn, bDepth, min(4, n - j), k, panel, 32);
    packFour(b + (j + 4) * bColumn, bColumn, bDepth, max(0, min(4, n - j - 4)), k, panel + 16, 32);
  }
  const rowBytes = <usize>n * 4;
  for (let j = 0; j < n; j += tileColumns) {
    const columns = min(tileColumns, n - j);
    for (let i = 0; i < m; i += tileRows) {
      const rows = min(tileRows, m - i);
      const whole = rows == tileRows && columns == tileColumns && accumulate == 0;
      const target = c + <usize>i * rowBytes + <usize>j * 4;
      tile(
        panelsA + <usize>(i * k) * 4,
        panelsB + <usize>(j * k) * 4,
        k,
        whole ? target : edge,
        whole ? rowBytes : 32,
      );
      if (!whole) mergeTile(edge, target, rowBytes, rows, columns, accumulate);
    }
  }
  if (bias != 0 || activation != LINEAR) finish(c, m, n, bias, activation);
}

/** Puts the part of a tile that lies inside C where it belongs. */
function mergeTile(from: usize, to: usize, rowBytes: usize, rows: i32, columns: i32, accumulate: i32): void {
  for (let row = 0; row < rows; row++, from += 32, to += rowBytes) {
    for (let column = 0; column < columns; column++) {
      const at = <usize>column * 4;
      const before: f32 = accumulate != 0 ? load<f32>(to + at) : 0;
      store<f32>(to + at, before + load<f32>(from + at));
    }
  }
}

/** One tile of C, 4 x 8, from one panel of each factor. */
function tile(a: usize, b: usize, k: i32, c: usize, rowBytes: usize): void {
  let c00 = f32x4.splat(0),
    c01 = c00,
    c10 = c00,
    c11 = c00;
  let c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  const end = a + <usize>k * 16;
  while (a < end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 16;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += rowBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += rowBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += rowBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/**
 * Copies up to four lanes (rows of A, columns of B) so that the four numbers of one depth lie side by side.
 * Lanes that are missing become zeros.
 * @param step bytes from one depth to the next in the copy
 */
function packFour(from: usize, lane: usize, depth: usize, lanes: i32, k: i32, to: usize, step: usize): void {
  let q = 0;
  if (lanes == 4 && lane == 4) {
    for (; q < k; q++, from += depth, to += step) v128.store(to, v128.load(from));
    return;
  }
  if (lanes == 4 && depth == 4) {
    for (; q + 4 <= k; q += 4, from += 16, to += 4 * step) {
      const r0 = v128.load(from),
        r1 = v128.load(from + lane);
      const r2 = v128.load(from + 2 * lane),
        r3 = v128.load(from + 3 * lane);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5),
        high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5),
        high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(to + step, v128.shuffle<f64>(low01, low23, 1, 3));
      v128.store(to + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2));
      v128.store(to + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3));
    }
  }
  for (; q < k; q++, from += depth, to += step) {
    for (let i = 0; i < 4; i++) store<f32>(to + 4 * i, i < lanes ? load<f32>(from + i * lane) : 0);
  }
}

/** Adds a bias to each row of C and activates it. */
export function finish(c: usize, m: i32, n: i32, bias: usize, activation: i32): void {
  const rowBytes = <usize>n * 4;
  for (let row = 0; row < m; row++, c += rowBytes) {
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      let value = v128.load(c + at);
      if (bias != 0) value = f32x4.add(value, v128.load(bias + at));
      v128.store(c + at, activate(value, activation));
    }
    for (; at < rowBytes; at += 4) {
      let value = v128.load32_zero(c + at);
      if (bias != 0) value = f32x4.add(value, v128.load32_zero(bias + at));
      v128.store_lane<f32>(c + at, activate(value, activation), 0);
    }
  }
}
