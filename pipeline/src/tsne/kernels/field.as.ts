// The field of a mesh at a point, through the cubic B-splines by which the charges were spread.
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

// What the last call of `readPoint` found: the potential, and the force = -1/2 of its gradient.
export let potential: f32 = 0;
export let forceX: f32 = 0;
export let forceY: f32 = 0;

/** The four weights of the cubic B-spline at a fraction t of the way from the second node to the third. */
export function spline(t: v128): v128 {
  // Coefficients of t³, t², t and 1, one lane a node.
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

/** The force along one axis that a point's own charge seems to exert on it, at fraction t between two nodes. */
export function selfForce(mesh: Mesh, t: f32): f32 {
  const arch = t * (1 - t);
  return arch * (1 - 2 * t) * (mesh.selfA + mesh.selfB * arch);
}

/** Reads potential and force at (gx, gy), in nodes from the origin. */
export function readPoint(mesh: Mesh, gx: f32, gy: f32): void {
  const rowBytes = (<usize>mesh.stride) << 2;
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
  const slope: f32 = <f32>-0.5 * mesh.density;
  potential = sum4(f32x4.mul(wx, value));
  forceX = slope * sum4(f32x4.mul(splineSlope(tx), value));
  forceY = slope * sum4(f32x4.mul(wx, steep));
}
