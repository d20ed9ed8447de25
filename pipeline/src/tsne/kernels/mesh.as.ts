// The particle mesh: points leave a unit charge on a regular grid by quintic B-splines and read the field back through
// the same splines (Essmann et al. 1995, smooth particle mesh Ewald). Points are first sorted into bands of grid rows;
// bands of even number are filled before those of odd number, so that no two chunks write the same row and the order
// of addition is fixed.
import { force, fractions, Mesh, potential, readPoint, selfForce, splineHigh, splineLow } from './field.as';

function rowAbove(mesh: Mesh, y: f32): i32 {
  return <i32>((y - mesh.originY) * mesh.density) - 2;
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
    const at = own + ((<usize>(rowAbove(mesh, load<f32>(y + ((<usize>i) << 3), 4)) >> mesh.bandShift)) << 2);
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

/** Copies the points of one chunk, and their numbers, to their places in the order of bands. */
export function bandScatter(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  mesh: Mesh,
  places: usize,
  sorted: usize,
  order: usize,
): void {
  const own = places + ((<usize>chunk * mesh.bands) << 2);
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const point = y + ((<usize>i) << 3);
    const at = own + ((<usize>(rowAbove(mesh, load<f32>(point, 4)) >> mesh.bandShift)) << 2);
    const place = load<i32>(at);
    store<i32>(at, place + 1);
    store<u64>(sorted + ((<usize>place) << 3), load<u64>(point));
    store<i32>(order + ((<usize>place) << 2), i);
  }
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
    const top = band << mesh.bandShift;
    const bottom = min(mesh.height, top + (2 << mesh.bandShift));
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
    const tx = f32x4.splat(gx - <f32>column);
    const ty = f32x4.splat(gy - <f32>row);
    const xLow = splineLow(tx);
    const yLow = splineLow(ty);
    const high = splineHigh(v128.shuffle<f32>(tx, ty, 0, 0, 4, 4));
    let at = mesh.nodes + ((<usize>((row - 2) * mesh.stride + column - 2)) << 2);
    let weight: v128;
    weight = v128.shuffle<f32>(yLow, yLow, 0, 0, 0, 0);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
    at += rowBytes;
    weight = v128.shuffle<f32>(yLow, yLow, 1, 1, 1, 1);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
    at += rowBytes;
    weight = v128.shuffle<f32>(yLow, yLow, 2, 2, 2, 2);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
    at += rowBytes;
    weight = v128.shuffle<f32>(yLow, yLow, 3, 3, 3, 3);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
    at += rowBytes;
    weight = v128.shuffle<f32>(high, high, 2, 2, 2, 2);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
    at += rowBytes;
    weight = v128.shuffle<f32>(high, high, 3, 3, 3, 3);
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(xLow, weight)));
    v128.store_lane<u64>(at, f32x4.add(v128.load_zero<u64>(at, 16), f32x4.mul(high, weight)), 0, 16);
  }
}

/**
 * Reads the field at one chunk of the points in the order of bands, whose nodes are then near in memory: `forces` =
 * -1/2 of the potential's gradient (interleaved x, y, in the order of `y`) without the point's own part, and
 * `sums[chunk]` = the float64 sum of the potentials.
 */
export function readField(
  chunk: i32,
  thread: i32,
  sorted: usize,
  order: usize,
  count: i32,
  chunkRows: i32,
  mesh: Mesh,
  forces: usize,
  sums: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  let total: f64 = 0;
  for (let place = chunk * chunkRows; place < end; place++) {
    const point = sorted + ((<usize>place) << 3);
    const gx = (load<f32>(point) - mesh.originX) * mesh.density;
    const gy = (load<f32>(point, 4) - mesh.originY) * mesh.density;
    readPoint(mesh, gx, gy);
    total += potential;
    const to = forces + ((<usize>load<u32>(order + ((<usize>place) << 2))) << 3);
    v128.store_lane<u64>(to, f32x4.sub(force, selfForce(mesh, fractions)), 0);
  }
  store<f64>(sums + ((<usize>chunk) << 3), total);
}
