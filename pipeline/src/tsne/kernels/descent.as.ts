// One step of gradient descent with momentum and per-coordinate gains (Jacobs 1988), as in t-SNE's first program.
import { attractionOn, Pull } from './attraction.as';

/** Two steps (x, y, x, y), those longer than `longest` scaled back to that length. */
function shorten(step: v128, longest: f32): v128 {
  const squares = f32x4.mul(step, step);
  const both = f32x4.add(squares, v128.shuffle<f32>(squares, squares, 1, 0, 3, 2));
  const factor = f32x4.pmin(
    f32x4.splat(1),
    f32x4.div(f32x4.splat(longest), f32x4.sqrt(f32x4.pmax(both, f32x4.splat(1e-30)))),
  );
  return f32x4.mul(step, factor);
}

/**
 * Moves the points of one chunk along `exaggeration * attraction - repulsion / normaliser`, shifted by (-shiftX, -shiftY).
 * Gains grow by 0.2 where gradient and last step disagree in sign and fall to 0.8 of themselves + 0.01 where they
 * agree; steps are at most `longest` long. `extents[chunk]` (6 float64) receives least and greatest x, least and
 * greatest y, and the sums of x and y. Points are interleaved x, y, two a vector; arrays are padded to an even number.
 */
export function descend(
  chunk: i32,
  thread: i32,
  count: i32,
  chunkRows: i32,
  y: usize,
  steps: usize,
  gains: usize,
  pull: Pull,
  repulsion: usize,
  exaggeration: f32,
  inverseNormaliser: f32,
  learningRate: f32,
  momentum: f32,
  longest: f32,
  shiftX: f32,
  shiftY: f32,
  extents: usize,
): void {
  const start = chunk * chunkRows;
  const end = min(count, start + chunkRows);
  const zero = f32x4.splat(0);
  const shift = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(shiftX), 1, shiftY), 3, shiftY);
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let sums = f64x2.splat(0);
  for (let at = (<usize>start) << 3; at < (<usize>end) << 3; at += 16) {
    const gradient = f32x4.sub(
      f32x4.mul(f32x4.splat(exaggeration), attractionOn(pull, <i32>(at >> 3))),
      f32x4.mul(f32x4.splat(inverseNormaliser), v128.load(repulsion + at)),
    );
    const last = v128.load(steps + at);
    const gain = v128.load(gains + at);
    const agree = v128.or(
      v128.and(f32x4.gt(gradient, zero), f32x4.gt(last, zero)),
      v128.and(f32x4.lt(gradient, zero), f32x4.lt(last, zero)),
    );
    const grown = v128.bitselect(
      f32x4.add(f32x4.mul(gain, f32x4.splat(0.8)), f32x4.splat(0.01)),
      f32x4.add(gain, f32x4.splat(0.2)),
      agree,
    );
    const push = f32x4.mul(f32x4.splat(learningRate), f32x4.mul(grown, gradient));
    const step = shorten(f32x4.sub(f32x4.mul(f32x4.splat(momentum), last), push), longest);
    v128.store(gains + at, grown);
    v128.store(steps + at, step);
    let moved = f32x4.sub(f32x4.add(v128.load(y + at), step), shift);
    v128.store(y + at, moved);
    sums = f64x2.add(sums, f64x2.promote_low_f32x4(moved));
    const second = v128.shuffle<f32>(moved, moved, 2, 3, 2, 3);
    if (at + 8 < (<usize>end) << 3) sums = f64x2.add(sums, f64x2.promote_low_f32x4(second));
    // Past the last point there is padding, which is not measured.
    else moved = v128.shuffle<f32>(moved, moved, 0, 1, 0, 1);
    low = f32x4.pmin(low, moved);
    high = f32x4.pmax(high, moved);
  }
  const extent = extents + <usize>chunk * 48;
  low = f32x4.pmin(low, v128.shuffle<f32>(low, low, 2, 3, 2, 3));
  high = f32x4.pmax(high, v128.shuffle<f32>(high, high, 2, 3, 2, 3));
  store<f64>(extent, f32x4.extract_lane(low, 0));
  store<f64>(extent, f32x4.extract_lane(high, 0), 8);
  store<f64>(extent, f32x4.extract_lane(low, 1), 16);
  store<f64>(extent, f32x4.extract_lane(high, 1), 24);
  v128.store(extent, sums, 32);
}
