/**
 * Procrustes distance of two maps of the same rows (Gower 1975): the sum of squared differences that is left when one
 * is moved, turned, mirrored and scaled to fit the other, both brought to unit size first. 0: the same shape;
 * 1: nothing in common. It is symmetric, and equals `disparity` of `scipy.spatial.procrustes`.
 *
 * @param a `rows x 2` @param b `rows x 2`
 * @throws Error when all points of a map coincide, which leaves no shape to compare
 */
export function procrustesDistance(a: Float32Array, b: Float32Array): number {
  const m = product(standardised(a).points, standardised(b).points);
  // The best rotation and scale leave 1 - (sum of the singular values of M)²; for a 2 x 2 matrix that sum squared is
  // |M|² + 2 |det M|.
  const squares = m.reduce((sum, value) => sum + value * value, 0);
  return Math.max(0, 1 - squares - 2 * Math.abs(m[0] * m[3] - m[1] * m[2]));
}

/**
 * Map `b` turned and mirrored to fit `a`, about the mean of `a` and as large as `a`: unlike the scale with the least
 * squared difference, equal size does not make a map smaller the less it has in common with the other.
 *
 * @param a `rows x 2` @param b `rows x 2`
 * @returns `rows x 2`
 * @throws Error when all points of a map coincide
 */
export function procrustesAlignment(a: Float32Array, b: Float32Array): Float32Array {
  const { points: first, mean, size } = standardised(a);
  const { points: second } = standardised(b);
  const [xx, xy, yx, yy] = product(first, second);
  const mirror = xx * yy - xy * yx < 0 ? -1 : 1;
  // Of all rotations by (cos, sin), after y is multiplied by `mirror`, this one makes the sum of products greatest.
  const [across, turned] = [xx + mirror * yy, yx - mirror * xy];
  const length = Math.hypot(across, turned) || 1;
  const [cos, sin] = [across / length, turned / length];
  const moved = new Float32Array(b.length);
  for (let i = 0; i < moved.length; i += 2) {
    const [x, y] = [second[i], mirror * second[i + 1]];
    moved[i] = mean[0] + size * (cos * x - sin * y);
    moved[i + 1] = mean[1] + size * (sin * x + cos * y);
  }
  return moved;
}

/** AᵀB, `2 x 2`. */
function product(a: Float64Array, b: Float64Array): [number, number, number, number] {
  const m: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 2) {
    m[0] += a[i] * b[i];
    m[1] += a[i] * b[i + 1];
    m[2] += a[i + 1] * b[i];
    m[3] += a[i + 1] * b[i + 1];
  }
  return m;
}

/** The points about their mean, scaled so that their squares sum to 1; and that mean and scale. */
function standardised(points: Float32Array): { points: Float64Array; mean: number[]; size: number } {
  const rows = points.length / 2;
  const mean = [0, 0];
  points.forEach((value, i) => {
    mean[i % 2] += value / rows;
  });
  const moved = Float64Array.from(points, (value, i) => value - mean[i % 2]);
  const size = Math.sqrt(moved.reduce((sum, value) => sum + value * value, 0));
  if (size === 0) throw new Error('all points of the map coincide');
  return { points: moved.map((value) => value / size), mean, size };
}
