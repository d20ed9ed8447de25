// Repulsion by all pairs: the reference for the mesh, and the faster way for small inputs.
import { exp4, log4, sum4 } from './vector-math.as';

/**
 * For the rows of one chunk, over all j: `forces[i]` = sum of (y_i - y_j) u w and `potentials[chunk]` = sum of w over all
 * pairs but i = j (float64), where u = 1 / (1 + d²/dof) and w = u^dof. `y` is padded to a multiple of four points.
 */
export function exactRepulsion(
  chunk: i32,
  thread: i32,
  y: usize,
  count: i32,
  chunkRows: i32,
  dof: f32,
  forces: usize,
  potentials: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  const one = f32x4.splat(1);
  const shrink = f32x4.splat(1 / dof);
  const lanes = i32x4(0, 1, 2, 3);
  const last = count & ~3;
  let total: f64 = 0;
  for (let i = chunk * chunkRows; i < end; i++) {
    const xi = v128.load_splat<f32>(y + ((<usize>i) << 3));
    const yi = v128.load_splat<f32>(y + ((<usize>i) << 3), 4);
    const own = i & ~3;
    let fx = f32x4.splat(0);
    let fy = fx;
    let z = fx;
    for (let j = 0; j < count; j += 4) {
      const a = v128.load(y + ((<usize>j) << 3));
      const b = v128.load(y + ((<usize>j) << 3), 16);
      const dx = f32x4.sub(xi, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
      const dy = f32x4.sub(yi, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
      const u = f32x4.div(
        one,
        f32x4.add(one, f32x4.mul(shrink, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)))),
      );
      let w = dof == 1 ? u : exp4(f32x4.mul(f32x4.splat(dof), log4(u)));
      // Neither the row itself nor the padding counts.
      if (j == own || j == last) {
        const place = i32x4.add(i32x4.splat(j), lanes);
        w = v128.andnot(w, v128.or(i32x4.eq(place, i32x4.splat(i)), i32x4.ge_s(place, i32x4.splat(count))));
      }
      const uw = f32x4.mul(u, w);
      z = f32x4.add(z, w);
      fx = f32x4.add(fx, f32x4.mul(uw, dx));
      fy = f32x4.add(fy, f32x4.mul(uw, dy));
    }
    store<f32>(forces + ((<usize>i) << 3), sum4(fx));
    store<f32>(forces + ((<usize>i) << 3), sum4(fy), 4);
    total += sum4(z);
  }
  store<f64>(potentials + ((<usize>chunk) << 3), total);
}
