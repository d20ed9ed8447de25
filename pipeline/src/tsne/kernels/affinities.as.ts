// Conditional affinities: for each row a Gaussian over its neighbours whose entropy is the logarithm of the perplexity.
import { exp4, sum4 } from './vector-math.as';

// What the last call of `gaussian` found, in float64: the sum of the weights, of distance times weight, and of
// squared distance times weight.
let weight: f64 = 0;
let first: f64 = 0;
let second: f64 = 0;

/** Sums of exp(-beta (d - d0)) over k squared distances, scaled by `unit`. */
function gaussian(distances: usize, k: i32, nearest: f32, unit: f32, beta: f32): void {
  weight = 0;
  first = 0;
  second = 0;
  const base = f32x4.splat(nearest);
  const scale = f32x4.splat(unit);
  const slope = f32x4.splat(-beta);
  let sums = f32x4.splat(0),
    firsts = sums,
    seconds = sums;
  let j = 0;
  for (; j + 4 <= k; j += 4) {
    const d = f32x4.mul(f32x4.sub(v128.load(distances + ((<usize>j) << 2)), base), scale);
    const w = exp4(f32x4.mul(slope, d));
    const dw = f32x4.mul(d, w);
    sums = f32x4.add(sums, w);
    firsts = f32x4.add(firsts, dw);
    seconds = f32x4.add(seconds, f32x4.mul(d, dw));
  }
  for (; j < k; j++) {
    const d = (load<f32>(distances + ((<usize>j) << 2)) - nearest) * unit;
    const w = f32x4.extract_lane(exp4(f32x4.splat(-beta * d)), 0);
    weight += w;
    first += <f64>d * w;
    second += <f64>d * d * w;
  }
  weight += sum4(sums);
  first += sum4(firsts);
  second += sum4(seconds);
}

/**
 * Conditional affinities p(j|i) of one chunk of rows from squared distances (`count x k`, nearest first), times `share`,
 * added to `p` or, when `add` is 0, written there; `p` may be `distances`. Finds the logarithm of the precision by
 * Newton's method inside a bracket (van der Maaten and Hinton 2008 bisect), to 1e-6 of the entropy.
 */
export function conditionalAffinities(
  chunk: i32,
  thread: i32,
  distances: usize,
  count: i32,
  k: i32,
  chunkRows: i32,
  perplexity: f64,
  share: f64,
  add: i32,
  p: usize,
): void {
  const target = Math.log(perplexity);
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = distances + ((<usize>i * k) << 2);
    const nearest = load<f32>(row);
    // Distances in units of their mean excess over the nearest: the answer is then of the order of 1.
    let excess: f64 = 0;
    for (let j = 0; j < k; j++) excess += <f64>load<f32>(row + ((<usize>j) << 2)) - nearest;
    const unit: f32 = excess > 0 ? <f32>(<f64>k / excess) : 0;
    let low: f64 = -20;
    let high: f64 = 40;
    let logBeta: f64 = 0;
    for (let step = 0; step < 100; step++) {
      const beta = Math.exp(logBeta);
      gaussian(row, k, nearest, unit, <f32>beta);
      const mean = first / weight;
      const error = Math.log(weight) + beta * mean - target;
      if (Math.abs(error) < 1e-6 || high - low < 1e-9) break;
      if (error > 0) low = logBeta;
      else high = logBeta;
      const variance = second / weight - mean * mean;
      const newton = logBeta + error / (beta * beta * variance);
      logBeta = newton > low && newton < high ? newton : 0.5 * (low + high);
    }
    const beta = f32x4.splat(-(<f32>Math.exp(logBeta)));
    const factor = f32x4.splat(<f32>(share / weight));
    const base = f32x4.splat(nearest);
    const out = p + ((<usize>i * k) << 2);
    for (let j = 0; j < k; j += 4) {
      const at = (<usize>j) << 2;
      if (j + 4 <= k) {
        const d = f32x4.mul(f32x4.sub(v128.load(row + at), base), f32x4.splat(unit));
        const value = f32x4.mul(exp4(f32x4.mul(beta, d)), factor);
        v128.store(out + at, add ? f32x4.add(v128.load(out + at), value) : value);
        continue;
      }
      for (let r = at; r < (<usize>k) << 2; r += 4) {
        const d = f32x4.splat((load<f32>(row + r) - nearest) * unit);
        const value = f32x4.extract_lane(f32x4.mul(exp4(f32x4.mul(beta, d)), factor), 0);
        store<f32>(out + r, add ? load<f32>(out + r) + value : value);
      }
    }
  }
}
