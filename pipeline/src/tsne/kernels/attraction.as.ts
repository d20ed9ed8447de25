// Attraction along the edges of the sparse joint affinities, and their part of the Kullback-Leibler divergence.
import { log4, sum4 } from './vector-math.as';

/**
 * Attraction on the rows of one chunk: sum over j of p_ij (y_i - y_j) / (1 + d²/dof), to `forces` (interleaved x, y).
 * When `divergence` is not 0, it receives for this chunk the float64 sum of p_ij log(1 + d²/dof).
 */
export function attract(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  starts: usize,
  blocks: usize,
  dof: f32,
  forces: usize,
  divergence: usize,
): void {
  // 1 + d²/dof = (dof + d²) / dof: the division by dof waits until the end of the row.
  const base = f32x4.splat(dof);
  const shrink = f32x4.splat(1 / dof);
  const end = min(count, (chunk + 1) * chunkRows);
  let total: f64 = 0;
  let block = blocks + ((<usize>load<u32>(starts + ((<usize>(chunk * chunkRows)) << 2))) << 5);
  for (let i = chunk * chunkRows; i < end; i++) {
    const stop = blocks + ((<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 5);
    const xi = v128.load_splat<f32>(y + ((<usize>i) << 3));
    const yi = v128.load_splat<f32>(y + ((<usize>i) << 3), 4);
    let fx = f32x4.splat(0);
    let fy = fx;
    let logs = fx;
    for (; block < stop; block += 32) {
      let a = v128.load_zero<u64>(<usize>load<u32>(block));
      a = v128.load_lane<u64>(<usize>load<u32>(block, 4), a, 1);
      let b = v128.load_zero<u64>(<usize>load<u32>(block, 8));
      b = v128.load_lane<u64>(<usize>load<u32>(block, 12), b, 1);
      const dx = f32x4.sub(xi, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      const dy = f32x4.sub(yi, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const q = f32x4.add(base, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
      const p = v128.load(block, 16);
      const w = f32x4.div(p, q);
      fx = f32x4.add(fx, f32x4.mul(w, dx));
      fy = f32x4.add(fy, f32x4.mul(w, dy));
      if (divergence) logs = f32x4.add(logs, f32x4.mul(p, log4(f32x4.mul(shrink, q))));
    }
    store<f32>(forces + ((<usize>i) << 3), dof * sum4(fx));
    store<f32>(forces + ((<usize>i) << 3), dof * sum4(fy), 4);
    total += sum4(logs);
  }
  if (divergence) store<f64>(divergence + ((<usize>chunk) << 3), total);
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
