// From a grid to one of twice the spacing, and back. A quintic B-spline is the sum of seven of half the width, weighted by the
// binomial coefficients of 6 over 32 (Lane and Riesenfeld 1980): charges gathered with these weights are what spreading
// to the coarse grid itself would have left there, and a potential handed back with them reads the same on the fine one.

@unmanaged
class Grid {
  width: i32;
  height: i32;
  /** Nodes from one row to the next. */
  stride: i32;
  nodes: usize;

  row(y: i32): usize {
    return this.nodes + ((<usize>(y * this.stride)) << 2);
  }
}

/** Rows that are made together. */
const CHUNK_ROWS = 8;
/** Bytes of zeros before and after a row in a buffer. */
const EDGE: usize = 64;

/** Weights of both axes together come to this. */
const SCALE: f32 = 1 / 1024.0;

/** The row buffer of a thread, its edges cleared. */
function bufferOf(buffers: usize, bufferBytes: i32, thread: i32, width: i32): usize {
  const row = buffers + <usize>thread * bufferBytes + EDGE;
  memory.fill(row - EDGE, 0, EDGE);
  memory.fill(row + ((<usize>width) << 2), 0, EDGE);
  return row;
}

function add(a: usize, b: usize): v128 {
  return f32x4.add(v128.load(a), v128.load(b));
}

function times(weight: f32, value: v128): v128 {
  return f32x4.mul(f32x4.splat(weight), value);
}

/**
 * Gathers the charges of `from` on eight rows of `to`, whose node (x, y) lies on node (2x, 2y). There must be none within
 * six rows of the edge of `from`. `to` may be wider than half of `from`; `buffers` has `bufferBytes` (4 a node of
 * `from`, and 128) for each thread.
 */
export function coarsen(
  chunk: i32,
  thread: i32,
  from: Grid,
  to: Grid,
  buffers: usize,
  bufferBytes: i32,
): void {
  const buffer = bufferOf(buffers, bufferBytes, thread, from.width);
  const half = (<usize>from.width) << 1;
  for (let y = chunk * CHUNK_ROWS; y < min(to.height, (chunk + 1) * CHUNK_ROWS); y++) {
    const out = to.row(y);
    const inside = y > 1 && 2 * y + 3 < from.height;
    if (inside) {
      gatherRows(from.row(2 * y), (<usize>from.stride) << 2, (<usize>from.width) << 2, buffer);
      for (let x: usize = 0; x < half; x += 16) v128.store(out + x, gatherColumns(buffer + 2 * x));
    }
    const made = inside ? half : 0;
    memory.fill(out + made, 0, ((<usize>to.stride) << 2) - made);
  }
}

function gatherRows(middle: usize, rowBytes: usize, bytes: usize, buffer: usize): void {
  for (const end = middle + bytes; middle < end; middle += 16) {
    const outer = add(middle - 3 * rowBytes, middle + 3 * rowBytes);
    const second = add(middle - 2 * rowBytes, middle + 2 * rowBytes);
    const first = add(middle - rowBytes, middle + rowBytes);
    const inner = f32x4.add(times(15, first), times(20, v128.load(middle)));
    v128.store(buffer, f32x4.add(f32x4.add(outer, times(6, second)), inner));
    buffer += 16;
  }
}

/** Four coarse columns, the first of which lies at `at`. */
function gatherColumns(at: usize): v128 {
  const before = v128.load(at - 16);
  const first = v128.load(at);
  const second = v128.load(at, 16);
  const after = v128.load(at, 32);
  const even = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
  const odd = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
  const evenBefore = v128.shuffle<f32>(before, even, 2, 4, 5, 6);
  const evenAfter = v128.shuffle<f32>(even, after, 1, 2, 3, 4);
  const oddBefore = v128.shuffle<f32>(before, odd, 3, 4, 5, 6);
  const oddFarBefore = v128.shuffle<f32>(before, odd, 1, 3, 4, 5);
  const oddAfter = v128.shuffle<f32>(odd, after, 1, 2, 3, 5);
  const outer = f32x4.add(oddFarBefore, oddAfter);
  const second6 = times(6, f32x4.add(evenBefore, evenAfter));
  const inner = f32x4.add(times(15, f32x4.add(oddBefore, odd)), times(20, even));
  return times(SCALE, f32x4.add(f32x4.add(outer, second6), inner));
}

/**
 * Hands the potential of `from` back to eight rows of `to`, the finer grid: puts it there or, with `sum`, adds it. The
 * outermost nodes, which no point is near, are left as they are or wrong.
 */
export function refine(
  chunk: i32,
  thread: i32,
  from: Grid,
  to: Grid,
  sum: bool,
  buffers: usize,
  bufferBytes: i32,
): void {
  const half = to.width / 2;
  const buffer = bufferOf(buffers, bufferBytes, thread, half);
  for (let y = chunk * CHUNK_ROWS; y < min(to.height, (chunk + 1) * CHUNK_ROWS); y++) {
    if (y < 2 || y + 4 >= to.height) continue;
    const middle = from.row(y / 2);
    const rowBytes = (<usize>from.stride) << 2;
    const bytes = (<usize>half) << 2;
    for (let x: usize = 0; x < bytes; x += 16) {
      const at = middle + x;
      v128.store(buffer + x, y % 2 == 0 ? onNodes(at, rowBytes) : betweenNodes(at, rowBytes));
    }
    let out = to.row(y);
    for (let x: usize = 0; x < bytes; x += 16) {
      const even = times(SCALE, onNodes(buffer + x, 4));
      const odd = times(SCALE, betweenNodes(buffer + x, 4));
      let low = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
      let high = v128.shuffle<f32>(even, odd, 2, 6, 3, 7);
      if (sum) {
        low = f32x4.add(low, v128.load(out));
        high = f32x4.add(high, v128.load(out, 16));
      }
      v128.store(out, low);
      v128.store(out, high, 16);
      out += 32;
    }
  }
}

/** The weights of fine nodes that lie on coarse ones, whose neighbours are `step` bytes apart. */
function onNodes(at: usize, step: usize): v128 {
  return f32x4.add(times(6, add(at - step, at + step)), times(20, v128.load(at)));
}

/** The weights of fine nodes halfway to the next coarse one. */
function betweenNodes(at: usize, step: usize): v128 {
  return f32x4.add(add(at - step, at + 2 * step), times(15, add(at, at + step)));
}
