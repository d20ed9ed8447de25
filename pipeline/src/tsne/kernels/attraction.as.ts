// Attraction along the edges of the sparse joint affinities, and their part of the Kullback-Leibler divergence. Each pair is
// looked at once and pulls both its points: a chunk of rows adds to forces of its own, which are summed afterwards.
import { log4, sum4 } from './vector-math.as';

/**
 * Attraction along the pairs of one of `chunks` chunks of rows, from `bounds[chunk]` to `bounds[chunk + 1]`: sum over j of
 * p_ij (y_i - y_j) / (1 + d²/dof) / dof on the rows from the chunk's first on, to `parts[chunk]` (interleaved x, y, `padded`
 * rows). When `divergence` is not 0, it receives for this chunk the float64 sum of p_ij log(1 + d²/dof) over its pairs.
 */
export function attract(
  chunk: i32,
  thread: i32,
  y: usize,
  padded: i32,
  bounds: usize,
  chunks: i32,
  starts: usize,
  blocks: usize,
  dof: f32,
  parts: usize,
  divergence: usize,
): void {
  // 1 + d²/dof = (dof + d²) / dof: the factor dof waits until forces are summed.
  const base = f32x4.splat(dof);
  const shrink = f32x4.splat(1 / dof);
  chunk = outsideIn(chunk, chunks);
  const first = load<i32>(bounds + ((<usize>chunk) << 2));
  const end = load<i32>(bounds + ((<usize>chunk) << 2), 4);
  const part = parts + ((<usize>(chunk * padded)) << 3);
  memory.fill(part + ((<usize>first) << 3), 0, (<usize>(padded - first)) << 3);
  // From the address of a point to that of the force on it.
  const toForce = part - y;
  let total: f64 = 0;
  let block = blocks + ((<usize>load<u32>(starts + ((<usize>first) << 2))) << 5);
  for (let i = first; i < end; i++) {
    const stop = blocks + ((<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 5);
    const own = y + ((<usize>i) << 3);
    const xi = v128.load_splat<f32>(own);
    const yi = v128.load_splat<f32>(own, 4);
    let fx = f32x4.splat(0);
    let fy = fx;
    let logs = fx;
    for (; block < stop; block += 32) {
      const j0 = <usize>load<u32>(block);
      const j1 = <usize>load<u32>(block, 4);
      const j2 = <usize>load<u32>(block, 8);
      const j3 = <usize>load<u32>(block, 12);
      const a = loadPair(j0, j1);
      const b = loadPair(j2, j3);
      const dx = f32x4.sub(xi, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      const dy = f32x4.sub(yi, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const q = f32x4.add(base, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
      const p = v128.load(block, 16);
      const w = f32x4.div(p, q);
      const wx = f32x4.mul(w, dx);
      const wy = f32x4.mul(w, dy);
      fx = f32x4.add(fx, wx);
      fy = f32x4.add(fy, wy);
      takeFromPair(j0 + toForce, j1 + toForce, v128.shuffle<f32>(wx, wy, 0, 4, 1, 5));
      takeFromPair(j2 + toForce, j3 + toForce, v128.shuffle<f32>(wx, wy, 2, 6, 3, 7));
      if (divergence) logs = f32x4.add(logs, f32x4.mul(p, log4(f32x4.mul(shrink, q))));
    }
    store<f32>(own + toForce, load<f32>(own + toForce) + sum4(fx));
    store<f32>(own + toForce, load<f32>(own + toForce, 4) + sum4(fy), 4);
    total += sum4(logs);
  }
  if (divergence) store<f64>(divergence + ((<usize>chunk) << 3), total);
}

/**
 * First, last, second, last but one, …: early chunks reach the most rows and take the longest, and neighbouring numbers
 * go to one thread.
 */
function outsideIn(index: i32, count: i32): i32 {
  return index & 1 ? count - 1 - (index >> 1) : index >> 1;
}

function loadPair(one: usize, other: usize): v128 {
  return v128.load_lane<u64>(other, v128.load_zero<u64>(one), 1);
}

/** Takes two forces (x, y, x, y) from those at two addresses, which differ or get nothing. */
function takeFromPair(one: usize, other: usize, forces: v128): void {
  const left = f32x4.sub(loadPair(one, other), forces);
  v128.store_lane<u64>(one, left, 0);
  v128.store_lane<u64>(other, left, 1);
}

/** Where the chunks of `attract` left their forces. */
@unmanaged
export class Pull {
  parts: usize;
  padded: i32;
  bounds: usize;
  chunks: i32;
  dof: f32;
}

/** The attraction on the points at `i`, an even number, and `i` + 1: what the chunks found, added up. */
export function attractionOn(pull: Pull, i: i32): v128 {
  let sum = v128.load(pull.parts + ((<usize>i) << 3));
  for (let c = 1; c < pull.chunks && load<i32>(pull.bounds + ((<usize>c) << 2)) <= i; c++) {
    sum = f32x4.add(sum, v128.load(pull.parts + ((<usize>(c * pull.padded + i)) << 3)));
  }
  return f32x4.mul(sum, f32x4.splat(pull.dof));
}

/** Float64 sums over one chunk of rows: of p_ij log p_ij and of p_ij, to `sums[chunk]`. */
export function logAffinities(
  chunk: i32,
  thread: i32,
  count: i32,
  chunkRows: i32,
  starts: usize,
  blocks: usize,
  sums: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  const from = load<u32>(starts + ((<usize>(chunk * chunkRows)) << 2));
  const to = load<u32>(starts + ((<usize>end) << 2));
  let entropy: f64 = 0;
  let total: f64 = 0;
  for (let block = from; block < to; block++) {
    const p = v128.load(blocks + ((<usize>block) << 5), 16);
    // An affinity of zero (or below the normal numbers) adds nothing: the clamp keeps its logarithm finite.
    entropy += sum4(f32x4.mul(p, log4(f32x4.max(p, f32x4.splat(1.2e-38)))));
    total += sum4(p);
  }
  store<f64>(sums + ((<usize>chunk) << 4), entropy);
  store<f64>(sums + ((<usize>chunk) << 4), total, 8);
}
