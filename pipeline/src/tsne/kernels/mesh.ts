/** The quintic B-spline around 0: the box of width 1, convolved with itself five times, by its truncated powers. */
function quinticSpline(x: number): number {
  return [1, -6, 15, -20, 15, -6, 1].reduce((sum, c, k) => sum + (c * Math.max(0, x + 3 - k) ** 5) / 120, 0);
}

/** Weights of the quintic B-spline on six nodes, for a point at fraction t between the third and the fourth. */
function splineTwin(t: number): number[] {
  return [-2, -1, 0, 1, 2, 3].map((node) => quinticSpline(t - node));
}

/** A grid of `height` rows of `stride` nodes; the point (x, y) lies at node ((x - originX) density, (y - originY) density). */
export interface MeshTwin {
  readonly originX: number;
  readonly originY: number;
  readonly density: number;
  readonly height: number;
  readonly stride: number;
}

/** The readable twin of the kernel `spreadBands` and those before it: a charge of 1 for each point. */
export function spreadTwin(mesh: MeshTwin, points: Float32Array): Float64Array {
  const nodes = new Float64Array(mesh.height * mesh.stride);
  for (let i = 0; i < points.length; i += 2) {
    forNodes(mesh, points[i], points[i + 1], (node, weight) => {
      nodes[node] += weight;
    });
  }
  return nodes;
}

/** The readable twin of `readPoint`: the potential at (x, y). Its force is -1/2 of the derivative. */
export function potentialTwin(mesh: MeshTwin, nodes: ArrayLike<number>, x: number, y: number): number {
  let potential = 0;
  forNodes(mesh, x, y, (node, weight) => {
    potential += weight * nodes[node];
  });
  return potential;
}

function forNodes(mesh: MeshTwin, x: number, y: number, visit: (node: number, weight: number) => void): void {
  const gx = (x - mesh.originX) * mesh.density;
  const gy = (y - mesh.originY) * mesh.density;
  const [column, row] = [Math.floor(gx), Math.floor(gy)];
  splineTwin(gy - row).forEach((wy, r) => {
    splineTwin(gx - column).forEach((wx, c) => {
      visit((row - 2 + r) * mesh.stride + column - 2 + c, wx * wy);
    });
  });
}
