/** The readable twin of the kernel `exactRepulsion`: forces, `n x 2`, and the normaliser Z of points `n x 2`. */
export function exactRepulsionTwin(
  y: Float32Array | Float64Array,
  dof: number,
): { forces: Float64Array; normaliser: number } {
  const forces = new Float64Array(y.length);
  let normaliser = 0;
  for (let i = 0; i < y.length; i += 2) {
    for (let j = 0; j < y.length; j += 2) {
      if (i === j) continue;
      const dx = y[i] - y[j];
      const dy = y[i + 1] - y[j + 1];
      const u = 1 / (1 + (dx * dx + dy * dy) / dof);
      const w = u ** dof;
      normaliser += w;
      forces[i] += u * w * dx;
      forces[i + 1] += u * w * dy;
    }
  }
  return { forces, normaliser };
}
