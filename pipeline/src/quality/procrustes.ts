/**
 * Procrustes distance of two maps of the same rows (Gower 1975): the sum of squared differences that is left when one
 * is moved, turned, mirrored and scaled to fit the other, both brought to unit size first. 0: the same shape;
 * 1: nothing in common. It is symmetric, and equals `disparity` of `scipy.spatial.procrustes`.
 *
 * @param a `rows x 2` @param b `rows x 2`
 * @throws Error when all points of a map coincide, which leaves no shape to compare
 */
export function procrustesDistance(a: Float32Array, b: Float32Array): number {
  const first = centred(a);
  const second = centred(b);
  // With M = AᵀB, the best rotation and scale leave 1 - (sum of the singular values of M)²; for a 2 x 2 matrix that
  // sum squared is |M|² + 2 |det M|.
  const m = [0, 0, 0, 0];
  for (let i = 0; i < first.length; i += 2) {
    m[0] += first[i] * second[i];
    m[1] += first[i] * second[i + 1];
    m[2] += first[i + 1] * second[i];
    m[3] += first[i + 1] * second[i + 1];
  }
  const squares = m.reduce((sum, value) => sum + value * value, 0);
  return Math.max(0, 1 - squares - 2 * Math.abs(m[0] * m[3] - m[1] * m[2]));
}

/** The points about their mean, scaled so that their squares sum to 1. */
function centred(points: Float32Array): Float64Array {
  const rows = points.length / 2;
  const mean = [0, 0];
  points.forEach((value, i) => {
    mean[i % 2] += value / rows;
  });
  const moved = Float64Array.from(points, (value, i) => value - mean[i % 2]);
  const size = Math.sqrt(moved.reduce((sum, value) => sum + value * value, 0));
  if (size === 0) throw new Error('all points of the map coincide');
  return moved.map((value) => value / size);
}
