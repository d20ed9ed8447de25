// Repulsion by all pairs: the reference for the mesh, and the faster way for small inputs. Each pair is looked at once: what
// one point feels, the other feels the other way round. Every chunk has forces of its own, which are added up in order.
import { exp4, log4, sum4 } from './vector-math.as';

/**
 * `y` (interleaved) as all x times `scale`, then all y times `scale`, `padded` of each (a multiple of four). The padding
 * lies where nothing acts: the square of its distance to any point, and to each other, is infinite.
 */
export function splitPoints(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  padded: i32,
  scale: f32,
  points: usize,
): void {
  const ys = points + ((<usize>padded) << 2);
  for (let i = 0; i < padded; i++) {
    const at = (<usize>i) << 2;
    const point = y + (at << 1);
    store<f32>(points + at, i < count ? load<f32>(point) * scale : 1e20 * <f32>(i - count + 1));
    store<f32>(ys + at, i < count ? load<f32>(point, 4) * scale : 0);
  }
}

/** u^dof for u = 1 / (1 + d²); 0 where u is. An integer `dof` is 1, the usual case, for which all is compiled once more. */
function similarity<Dof>(u: v128, dof: Dof): v128 {
  if (isInteger<Dof>()) return u;
  return v128.and(exp4(f32x4.mul(f32x4.splat(<f32>dof), log4(u))), f32x4.gt(u, f32x4.splat(0)));
}

function reciprocal(dx: v128, dy: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))));
}

/** Forces among the four points at `xs` and `ys`; returns the sum of w over their pairs, each counted twice, lane by lane. */
function withinGroup<Dof>(xs: usize, ys: usize, dof: Dof, fxs: usize, fys: usize): v128 {
  const x = v128.load(xs);
  const y = v128.load(ys);
  let z = f32x4.splat(0);
  for (let i = 0; i < 4; i++) {
    const at = (<usize>i) << 2;
    const dx = f32x4.sub(v128.load_splat<f32>(xs + at), x);
    const dy = f32x4.sub(v128.load_splat<f32>(ys + at), y);
    const u = reciprocal(dx, dy);
    const itself = i32x4.eq(i32x4.splat(i), i32x4(0, 1, 2, 3));
    const w = v128.andnot(similarity<Dof>(u, dof), itself);
    const uw = f32x4.mul(u, w);
    z = f32x4.add(z, w);
    store<f32>(fxs + at, load<f32>(fxs + at) + sum4(f32x4.mul(uw, dx)));
    store<f32>(fys + at, load<f32>(fys + at) + sum4(f32x4.mul(uw, dy)));
  }
  return z;
}

/**
 * The pairs of one chunk: those of each row of blocks `chunk` and `2 * chunks - 1 - chunk` (of `blockRows`, a multiple of
 * four) with every later row, so that all chunks have as much to do. `points` are as `splitPoints` writes them, scaled
 * by 1/sqrt(dof). `parts[chunk]` receives sum of (y_i - y_j) u w on every point, in the same layout, and
 * `potentials[chunk]` the float64 sum of w over the pairs, each counted twice, where u = 1 / (1 + d²) and w = u^dof.
 */
export function exactRepulsion(
  chunk: i32,
  thread: i32,
  points: usize,
  padded: i32,
  chunks: i32,
  blockRows: i32,
  dof: f32,
  parts: usize,
  potentials: usize,
): void {
  const bytes = (<usize>padded) << 2;
  const forces = parts + <usize>chunk * (bytes << 1);
  memory.fill(forces, 0, bytes << 1);
  let total: f64 = 0;
  for (let half = 0; half < 2; half++) {
    const start = blockRows * (half == 0 ? chunk : 2 * chunks - 1 - chunk);
    const end = min(padded, start + blockRows);
    for (let group = start; group < end; group += 4) {
      total +=
        dof == 1
          ? withAll<i32>(points, bytes, group, 1, forces)
          : withAll<f32>(points, bytes, group, dof, forces);
    }
  }
  store<f64>(potentials + ((<usize>chunk) << 3), total);
}

/** Forces among the four points of a group and between them and all later ones; returns the sum of w, pairs counted twice. */
function withAll<Dof>(points: usize, bytes: usize, group: i32, dof: Dof, forces: usize): f64 {
  const at = (<usize>group) << 2;
  const own = withinGroup<Dof>(points + at, points + bytes + at, dof, forces + at, forces + bytes + at);
  const first = withLater<Dof>(points, bytes, group, dof, forces);
  const second = withLater<Dof>(points, bytes, group + 2, dof, forces);
  return <f64>sum4(own) + 2 * (<f64>first + <f64>second);
}

/** Forces between points i and i + 1 and all in later groups of four; returns the sum of w over these pairs. */
function withLater<Dof>(xs: usize, bytes: usize, i: i32, dof: Dof, fxs: usize): f32 {
  const ys = xs + bytes;
  const fys = fxs + bytes;
  const own = (<usize>i) << 2;
  const xa = v128.load_splat<f32>(xs + own);
  const ya = v128.load_splat<f32>(ys + own);
  const xb = v128.load_splat<f32>(xs + own, 4);
  const yb = v128.load_splat<f32>(ys + own, 4);
  let fxa = f32x4.splat(0);
  let fya = fxa;
  let fxb = fxa;
  let fyb = fxa;
  let z = fxa;
  for (let at = (own & ~15) + 16; at < bytes; at += 16) {
    const x = v128.load(xs + at);
    const y = v128.load(ys + at);
    let dxa = f32x4.sub(xa, x);
    let dya = f32x4.sub(ya, y);
    let dxb = f32x4.sub(xb, x);
    let dyb = f32x4.sub(yb, y);
    const ua = reciprocal(dxa, dya);
    const ub = reciprocal(dxb, dyb);
    const wa = similarity<Dof>(ua, dof);
    const wb = similarity<Dof>(ub, dof);
    z = f32x4.add(z, f32x4.add(wa, wb));
    const ta = f32x4.mul(ua, wa);
    const tb = f32x4.mul(ub, wb);
    dxa = f32x4.mul(ta, dxa);
    dya = f32x4.mul(ta, dya);
    dxb = f32x4.mul(tb, dxb);
    dyb = f32x4.mul(tb, dyb);
    fxa = f32x4.add(fxa, dxa);
    fya = f32x4.add(fya, dya);
    fxb = f32x4.add(fxb, dxb);
    fyb = f32x4.add(fyb, dyb);
    v128.store(fxs + at, f32x4.sub(v128.load(fxs + at), f32x4.add(dxa, dxb)));
    v128.store(fys + at, f32x4.sub(v128.load(fys + at), f32x4.add(dya, dyb)));
  }
  store<f32>(fxs + own, load<f32>(fxs + own) + sum4(fxa));
  store<f32>(fys + own, load<f32>(fys + own) + sum4(fya));
  store<f32>(fxs + own, load<f32>(fxs + own, 4) + sum4(fxb), 4);
  store<f32>(fys + own, load<f32>(fys + own, 4) + sum4(fyb), 4);
  return sum4(z);
}

/** Adds up the parts of the forces on the rows of one chunk, times `scale`, to `forces` (interleaved x, y, padded too). */
export function sumRepulsion(
  chunk: i32,
  thread: i32,
  parts: usize,
  count: i32,
  padded: i32,
  chunkRows: i32,
  scale: f32,
  forces: usize,
): void {
  const bytes = (<usize>padded) << 2;
  const end = min(padded, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i += 4) {
    let at = parts + ((<usize>i) << 2);
    let x = v128.load(at);
    let y = v128.load(at + bytes);
    for (let part = 1; part < count; part++) {
      at += bytes << 1;
      x = f32x4.add(x, v128.load(at));
      y = f32x4.add(y, v128.load(at + bytes));
    }
    x = f32x4.mul(x, f32x4.splat(scale));
    y = f32x4.mul(y, f32x4.splat(scale));
    const to = forces + ((<usize>i) << 3);
    v128.store(to, v128.shuffle<f32>(x, y, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(x, y, 2, 6, 3, 7), 16);
  }
}
