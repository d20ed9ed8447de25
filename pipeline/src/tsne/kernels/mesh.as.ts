// The particle mesh: points leave a unit charge on a regular grid by cubic B-splines and read the field back through
// the same splines (Essmann et al. 1995, smooth particle mesh Ewald). Points are first sorted into bands of grid rows;
// bands of even number are filled before those of odd number, so that no two chunks write the same row and the order
// of addition is fixed.
import { sum4 } from './vector-math.as';

/** A grid over the embedding: node (0, 0) lies at the origin; every point is at least one node inside. */
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
  /** Rows of a band (at least 4), and how many bands cover the grid. */
  bandHeight: i32;
  bands: i32;
  /** The force of a point's own charge on itself: t (1 - t) (1 - 2t) (selfA + selfB t (1 - t)) along each axis. */
  selfA: f32;
  selfB: f32;
}

function rowAbove(mesh: Mesh, y: f32): i32 {
  return <i32>((y - mesh.originY) * mesh.density) - 1;
}

/** How many points of one chunk fall into each band, to `counts[chunk]`. */
export function bandCounts(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  mesh: Mesh,
  counts: usize,
): void {
  const own = counts + ((<usize>chunk * mesh.bands) << 2);
  memory.fill(own, 0, (<usize>mesh.bands) << 2);
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const at = own + ((<usize>(rowAbove(mesh, load<f32>(y + ((<usize>i) << 3), 4)) / mesh.bandHeight)) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
}

/** Turns the counts of `chunks` chunks into places: band by band and, within a band, chunk by chunk. */
export function bandOffsets(
  chunk: i32,
  thread: i32,
  mesh: Mesh,
  counts: usize,
  chunks: i32,
  bandStarts: usize,
): void {
  let place = 0;
  for (let band = 0; band < mesh.bands; band++) {
    store<i32>(bandStarts + ((<usize>band) << 2), place);
    for (let c = 0; c < chunks; c++) {
      const at = counts + ((<usize>(c * mesh.bands + band)) << 2);
      const size = load<i32>(at);
      store<i32>(at, place);
      place += size;
    }
  }
  store<i32>(bandStarts + ((<usize>mesh.bands) << 2), place);
}

/** Copies the points of one chunk to their places in the order of bands. */
export function bandScatter(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  mesh: Mesh,
  places: usize,
  sorted: usize,
): void {
  const own = places + ((<usize>chunk * mesh.bands) << 2);
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const point = y + ((<usize>i) << 3);
    const at = own + ((<usize>(rowAbove(mesh, load<f32>(point, 4)) / mesh.bandHeight)) << 2);
    const place = load<i32>(at);
    store<i32>(at, place + 1);
    store<u64>(sorted + ((<usize>place) << 3), load<u64>(point));
  }
}

/** The four weights of the cubic B-spline at a fraction t of the way from the second node to the third. */
function spline(t: v128): v128 {
  // Coefficients of 1, t, t², t³, one lane a node, times 1/6.
  let w = f32x4.mul(t, f32x4(-1 / 6.0, 0.5, -0.5, 1 / 6.0));
  w = f32x4.mul(t, f32x4.add(w, f32x4(0.5, -1, 0.5, 0)));
  w = f32x4.mul(t, f32x4.add(w, f32x4(-0.5, 0, 0.5, 0)));
  return f32x4.add(w, f32x4(1 / 6.0, 2 / 3.0, 1 / 6.0, 0));
}

/** The derivatives of the four weights with respect to t. */
function splineSlope(t: v128): v128 {
  let w = f32x4.mul(t, f32x4(-0.5, 1.5, -1.5, 0.5));
  w = f32x4.mul(t, f32x4.add(w, f32x4(1, -2, 1, 0)));
  return f32x4.add(w, f32x4(-0.5, 0, 0.5, 0));
}

/** Spreads the points of band `2 * chunk + parity`. The even bands come first and clear the rows of both. */
export function spreadBands(
  chunk: i32,
  thread: i32,
  mesh: Mesh,
  sorted: usize,
  bandStarts: usize,
  parity: i32,
): void {
  const band = 2 * chunk + parity;
  const rowBytes = (<usize>mesh.stride) << 2;
  if (parity == 0) {
    const top = band * mesh.bandHeight;
    const bottom = min(mesh.height, top + 2 * mesh.bandHeight);
    memory.fill(mesh.nodes + <usize>top * rowBytes, 0, <usize>(bottom - top) * rowBytes);
  }
  const end = sorted + ((<usize>load<i32>(bandStarts + ((<usize>band) << 2), 4)) << 3);
  for (
    let point = sorted + ((<usize>load<i32>(bandStarts + ((<usize>band) << 2))) << 3);
    point < end;
    point += 8
  ) {
    const gx = (load<f32>(point) - mesh.originX) * mesh.density;
    const gy = (load<f32>(point, 4) - mesh.originY) * mesh.density;
    const column = <i32>gx;
    const row = <i32>gy;
    const wx = spline(f32x4.splat(gx - <f32>column));
    const wy = spline(f32x4.splat(gy - <f32>row));
    let at = mesh.nodes + ((<usize>((row - 1) * mesh.stride + column - 1)) << 2);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, v128.shuffle<f32>(wy, wy, 0, 0, 0, 0))));
    at += rowBytes;
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, v128.shuffle<f32>(wy, wy, 1, 1, 1, 1))));
    at += rowBytes;
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, v128.shuffle<f32>(wy, wy, 2, 2, 2, 2))));
    at += rowBytes;
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(wx, v128.shuffle<f32>(wy, wy, 3, 3, 3, 3))));
  }
}

/** The force along one axis that a point's own charge seems to exert on it, at fraction t between two nodes. */
function selfForce(mesh: Mesh, t: f32): f32 {
  const arch = t * (1 - t);
  return arch * (1 - 2 * t) * (mesh.selfA + mesh.selfB * arch);
}

/**
 * Reads the field at the points of one chunk: `forces` = -1/2 of the potential's gradient (interleaved x, y) without
 * the point's own part,
 * `sums[chunk]` = the float64 sum of the potentials and, when `potentials` is not 0, each point's potential there.
 */
export function readField(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  mesh: Mesh,
  forces: usize,
  sums: usize,
  potentials: usize,
): void {
  const rowBytes = (<usize>mesh.stride) << 2;
  const end = min(count, (chunk + 1) * chunkRows);
  const slope: f32 = <f32>-0.5 * mesh.density;
  let total: f64 = 0;
  for (let i = chunk * chunkRows; i < end; i++) {
    const point = y + ((<usize>i) << 3);
    const gx = (load<f32>(point) - mesh.originX) * mesh.density;
    const gy = (load<f32>(point, 4) - mesh.originY) * mesh.density;
    const column = <i32>gx;
    const row = <i32>gy;
    const tx = f32x4.splat(gx - <f32>column);
    const ty = f32x4.splat(gy - <f32>row);
    const wy = spline(ty);
    const sy = splineSlope(ty);
    const at = mesh.nodes + ((<usize>((row - 1) * mesh.stride + column - 1)) << 2);
    const r0 = v128.load(at);
    const r1 = v128.load(at + rowBytes);
    const r2 = v128.load(at + 2 * rowBytes);
    const r3 = v128.load(at + 3 * rowBytes);
    let value = f32x4.mul(r0, v128.shuffle<f32>(wy, wy, 0, 0, 0, 0));
    value = f32x4.add(value, f32x4.mul(r1, v128.shuffle<f32>(wy, wy, 1, 1, 1, 1)));
    value = f32x4.add(value, f32x4.mul(r2, v128.shuffle<f32>(wy, wy, 2, 2, 2, 2)));
    value = f32x4.add(value, f32x4.mul(r3, v128.shuffle<f32>(wy, wy, 3, 3, 3, 3)));
    let steep = f32x4.mul(r0, v128.shuffle<f32>(sy, sy, 0, 0, 0, 0));
    steep = f32x4.add(steep, f32x4.mul(r1, v128.shuffle<f32>(sy, sy, 1, 1, 1, 1)));
    steep = f32x4.add(steep, f32x4.mul(r2, v128.shuffle<f32>(sy, sy, 2, 2, 2, 2)));
    steep = f32x4.add(steep, f32x4.mul(r3, v128.shuffle<f32>(sy, sy, 3, 3, 3, 3)));
    const wx = spline(tx);
    const potential = sum4(f32x4.mul(wx, value));
    total += potential;
    store<f32>(
      forces + ((<usize>i) << 3),
      slope * sum4(f32x4.mul(splineSlope(tx), value)) - selfForce(mesh, gx - <f32>column),
    );
    store<f32>(
      forces + ((<usize>i) << 3),
      slope * sum4(f32x4.mul(wx, steep)) - selfForce(mesh, gy - <f32>row),
      4,
    );
    if (potentials) store<f32>(potentials + ((<usize>i) << 2), potential);
  }
  store<f64>(sums + ((<usize>chunk) << 3), total);
}
