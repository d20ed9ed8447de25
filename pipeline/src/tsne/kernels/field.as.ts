// The field of a mesh at a point, through the quintic B-splines by which the charges were spread.
import { sum4 } from './vector-math.as';

/** A grid over the embedding: node (0, 0) lies at the origin; every point is at least two nodes inside. */
@unmanaged
export class Mesh {
  originX: f32;
  originY: f32;
  /** Nodes per unit of length. */
  density: f32;
  height: i32;
  /** Nodes from one row to the next. */
  stride: i32;
  nodes: usize;
  /** A band has 2^bandShift rows (at least 6); how many bands cover the grid. */
  bandShift: i32;
  bands: i32;
  /** The force of a point's own charge on itself: t (1 - t) (1 - 2t) (selfA + selfB t (1 - t)) along each axis. */
  selfA: f32;
  selfB: f32;
}

// What the last call of `readPoint` found: the potential, and in lanes 0 and 1 the force = -1/2 of its gradient and the
// fractions of the way between two nodes at which the point lies.
export let potential: f32 = 0;
export let force: v128 = f32x4.splat(0);
export let fractions: v128 = f32x4.splat(0);

/** A polynomial in t, one lane a node: the coefficients from t⁵ down to the constant, all times 120. */
function series(t: v128, t5: v128, t4: v128, t3: v128, t2: v128, t1: v128, t0: v128): v128 {
  let w = f32x4.add(f32x4.mul(t, t5), t4);
  w = f32x4.add(f32x4.mul(t, w), t3);
  w = f32x4.add(f32x4.mul(t, w), t2);
  w = f32x4.add(f32x4.mul(t, w), t1);
  return f32x4.mul(f32x4.add(f32x4.mul(t, w), t0), f32x4.splat(1 / 120.0));
}

/** The weights of nodes 1 to 4 of the quintic B-spline's six, at a fraction t of the way from the third to the fourth. */
export function splineLow(t: v128): v128 {
  return series(
    t,
    f32x4(-1, 5, -10, 10),
    f32x4(5, -20, 30, -20),
    f32x4(-10, 20, 0, -20),
    f32x4(10, 20, -60, 20),
    f32x4(-5, -50, 0, 50),
    f32x4(1, 26, 66, 26),
  );
}

/** The weights of nodes 5 and 6 along both axes; `t` holds the fractions x, x, y, y. */
export function splineHigh(t: v128): v128 {
  return series(
    t,
    f32x4(-5, 1, -5, 1),
    f32x4(5, 0, 5, 0),
    f32x4(10, 0, 10, 0),
    f32x4(10, 0, 10, 0),
    f32x4(5, 0, 5, 0),
    f32x4(1, 0, 1, 0),
  );
}

/** The derivatives of `splineLow` with respect to t. */
function slopeLow(t: v128): v128 {
  return series(
    t,
    f32x4.splat(0),
    f32x4(-5, 25, -50, 50),
    f32x4(20, -80, 120, -80),
    f32x4(-30, 60, 0, -60),
    f32x4(20, 40, -120, 40),
    f32x4(-5, -50, 0, 50),
  );
}

/** The derivatives of `splineHigh` with respect to t. */
function slopeHigh(t: v128): v128 {
  return series(
    t,
    f32x4.splat(0),
    f32x4(-25, 5, -25, 5),
    f32x4(20, 0, 20, 0),
    f32x4(30, 0, 30, 0),
    f32x4(20, 0, 20, 0),
    f32x4(5, 0, 5, 0),
  );
}

/** The force along each axis that a point's own charge seems to exert on it, at fractions t between two nodes. */
export function selfForce(mesh: Mesh, t: v128): v128 {
  const one = f32x4.splat(1);
  const arch = f32x4.mul(t, f32x4.sub(one, t));
  const tilt = f32x4.mul(arch, f32x4.sub(one, f32x4.add(t, t)));
  const size = f32x4.add(f32x4.splat(mesh.selfA), f32x4.mul(f32x4.splat(mesh.selfB), arch));
  return f32x4.mul(tilt, size);
}

/** Reads potential and force at (gx, gy), in nodes from the origin. */
export function readPoint(mesh: Mesh, gx: f32, gy: f32): void {
  const rowBytes = (<usize>mesh.stride) << 2;
  const column = <i32>gx;
  const row = <i32>gy;
  const tx = f32x4.splat(gx - <f32>column);
  const ty = f32x4.splat(gy - <f32>row);
  const both = v128.shuffle<f32>(tx, ty, 0, 0, 4, 4);
  const splines = splineHigh(both);
  const slopes = slopeHigh(both);
  const yLow = splineLow(ty);
  const sLow = slopeLow(ty);
  let at = mesh.nodes + ((<usize>((row - 2) * mesh.stride + column - 2)) << 2);
  let low: v128, high: v128, weight: v128, steepness: v128;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(yLow, yLow, 0, 0, 0, 0);
  steepness = v128.shuffle<f32>(sLow, sLow, 0, 0, 0, 0);
  let valueLow = f32x4.mul(low, weight);
  let valueHigh = f32x4.mul(high, weight);
  let steepLow = f32x4.mul(low, steepness);
  let steepHigh = f32x4.mul(high, steepness);
  at += rowBytes;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(yLow, yLow, 1, 1, 1, 1);
  steepness = v128.shuffle<f32>(sLow, sLow, 1, 1, 1, 1);
  valueLow = f32x4.add(valueLow, f32x4.mul(low, weight));
  valueHigh = f32x4.add(valueHigh, f32x4.mul(high, weight));
  steepLow = f32x4.add(steepLow, f32x4.mul(low, steepness));
  steepHigh = f32x4.add(steepHigh, f32x4.mul(high, steepness));
  at += rowBytes;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(yLow, yLow, 2, 2, 2, 2);
  steepness = v128.shuffle<f32>(sLow, sLow, 2, 2, 2, 2);
  valueLow = f32x4.add(valueLow, f32x4.mul(low, weight));
  valueHigh = f32x4.add(valueHigh, f32x4.mul(high, weight));
  steepLow = f32x4.add(steepLow, f32x4.mul(low, steepness));
  steepHigh = f32x4.add(steepHigh, f32x4.mul(high, steepness));
  at += rowBytes;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(yLow, yLow, 3, 3, 3, 3);
  steepness = v128.shuffle<f32>(sLow, sLow, 3, 3, 3, 3);
  valueLow = f32x4.add(valueLow, f32x4.mul(low, weight));
  valueHigh = f32x4.add(valueHigh, f32x4.mul(high, weight));
  steepLow = f32x4.add(steepLow, f32x4.mul(low, steepness));
  steepHigh = f32x4.add(steepHigh, f32x4.mul(high, steepness));
  at += rowBytes;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(splines, splines, 2, 2, 2, 2);
  steepness = v128.shuffle<f32>(slopes, slopes, 2, 2, 2, 2);
  valueLow = f32x4.add(valueLow, f32x4.mul(low, weight));
  valueHigh = f32x4.add(valueHigh, f32x4.mul(high, weight));
  steepLow = f32x4.add(steepLow, f32x4.mul(low, steepness));
  steepHigh = f32x4.add(steepHigh, f32x4.mul(high, steepness));
  at += rowBytes;
  low = v128.load(at);
  high = v128.load_zero<u64>(at, 16);
  weight = v128.shuffle<f32>(splines, splines, 3, 3, 3, 3);
  steepness = v128.shuffle<f32>(slopes, slopes, 3, 3, 3, 3);
  valueLow = f32x4.add(valueLow, f32x4.mul(low, weight));
  valueHigh = f32x4.add(valueHigh, f32x4.mul(high, weight));
  steepLow = f32x4.add(steepLow, f32x4.mul(low, steepness));
  steepHigh = f32x4.add(steepHigh, f32x4.mul(high, steepness));
  const xLow = splineLow(tx);
  potential = sum4(f32x4.add(f32x4.mul(xLow, valueLow), f32x4.mul(splines, valueHigh)));
  const alongX = f32x4.add(f32x4.mul(slopeLow(tx), valueLow), f32x4.mul(slopes, valueHigh));
  const alongY = f32x4.add(f32x4.mul(xLow, steepLow), f32x4.mul(splines, steepHigh));
  const halves = f32x4.add(
    v128.shuffle<f32>(alongX, alongY, 0, 2, 4, 6),
    v128.shuffle<f32>(alongX, alongY, 1, 3, 5, 7),
  );
  const sums = f32x4.add(
    v128.shuffle<f32>(halves, halves, 0, 2, 0, 2),
    v128.shuffle<f32>(halves, halves, 1, 3, 1, 3),
  );
  force = f32x4.mul(f32x4.splat(<f32>-0.5 * mesh.density), sums);
  fractions = v128.shuffle<f32>(tx, ty, 0, 4, 0, 4);
}
