/**
 * The readable twin of the kernels `attract` and `logAffinities`: forces, `n x 2`, and what the pairs contribute to the
 * Kullback-Leibler divergence: sum of p log p + dof * p log(1 + d²/dof).
 */
export function attractionTwin(
  y: Float32Array | Float64Array,
  affinities: readonly ReadonlyMap<number, number>[],
  dof: number,
): { forces: Float64Array; divergence: number } {
  const forces = new Float64Array(y.length);
  let divergence = 0;
  affinities.forEach((row, i) => {
    for (const [j, p] of row) {
      const dx = y[2 * i] - y[2 * j];
      const dy = y[2 * i + 1] - y[2 * j + 1];
      const q = 1 + (dx * dx + dy * dy) / dof;
      forces[2 * i] += (p * dx) / q;
      forces[2 * i + 1] += (p * dy) / q;
      if (p > 0) divergence += p * (Math.log(p) + dof * Math.log(q));
    }
  });
  return { forces, divergence };
}
