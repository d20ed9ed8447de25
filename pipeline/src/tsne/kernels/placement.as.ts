// Placing new rows on a finished map: each moves on its own, drawn by its neighbours and pushed by the fixed field of
// all old points, so that rows placed together or one by one end in the same places.
import { force, Mesh, potential, readPoint } from './field.as';

/** The most a gradient may be: new points start close to old ones, where the forces are steep. */
const LONGEST_GRADIENT: f32 = 0.25;

function keepInside(x: f32, origin: f32, density: f32, nodes: i32, margin: f32): f32 {
  return max(origin + margin / density, min(origin + (<f32>nodes - 1 - margin) / density, x));
}

/**
 * Places the rows of one chunk. `indices` and `p` hold the k neighbours of each row among the old points and their
 * affinities (sum 1); `map` the old points. Starts at the neighbours' weighted mean and descends the row's own
 * divergence; the result goes to `y`. The mesh holds the potential of the old points and is `width` nodes wide; rows keep
 * `margin` nodes away from its edge.
 */
export function placeRows(
  chunk: i32,
  thread: i32,
  count: i32,
  chunkRows: i32,
  k: i32,
  indices: usize,
  p: usize,
  map: usize,
  mesh: Mesh,
  width: i32,
  margin: f32,
  inverseDof: f32,
  iterations: i32,
  exaggeration: f32,
  learningRate: f32,
  momentum: f32,
  y: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = (<usize>i * k) << 2;
    let x: f32 = 0;
    let z: f32 = 0;
    for (let t: usize = row; t < row + ((<usize>k) << 2); t += 4) {
      const neighbour = map + ((<usize>load<u32>(indices + t)) << 3);
      x += load<f32>(p + t) * load<f32>(neighbour);
      z += load<f32>(p + t) * load<f32>(neighbour, 4);
    }
    let stepX: f32 = 0,
      stepZ: f32 = 0;
    let gainX: f32 = 1,
      gainZ: f32 = 1;
    for (let iteration = 0; iteration < iterations; iteration++) {
      let gradientX: f32 = 0,
        gradientZ: f32 = 0;
      for (let t: usize = row; t < row + ((<usize>k) << 2); t += 4) {
        const neighbour = map + ((<usize>load<u32>(indices + t)) << 3);
        const dx = x - load<f32>(neighbour);
        const dz = z - load<f32>(neighbour, 4);
        const pull = load<f32>(p + t) / (1 + inverseDof * (dx * dx + dz * dz));
        gradientX += pull * dx;
        gradientZ += pull * dz;
      }
      readPoint(mesh, (x - mesh.originX) * mesh.density, (z - mesh.originY) * mesh.density);
      gradientX = exaggeration * gradientX - f32x4.extract_lane(force, 0) / potential;
      gradientZ = exaggeration * gradientZ - f32x4.extract_lane(force, 1) / potential;
      const length = Mathf.sqrt(gradientX * gradientX + gradientZ * gradientZ);
      const clip: f32 = length > LONGEST_GRADIENT ? LONGEST_GRADIENT / length : 1;
      gradientX *= clip;
      gradientZ *= clip;
      gainX = gradientX * stepX > 0 ? gainX * <f32>0.8 + <f32>0.01 : gainX + <f32>0.2;
      gainZ = gradientZ * stepZ > 0 ? gainZ * <f32>0.8 + <f32>0.01 : gainZ + <f32>0.2;
      stepX = momentum * stepX - learningRate * gainX * gradientX;
      stepZ = momentum * stepZ - learningRate * gainZ * gradientZ;
      x = keepInside(x + stepX, mesh.originX, mesh.density, width, margin);
      z = keepInside(z + stepZ, mesh.originY, mesh.density, mesh.height, margin);
    }
    store<f32>(y + ((<usize>i) << 3), x);
    store<f32>(y + ((<usize>i) << 3), z, 4);
  }
}
