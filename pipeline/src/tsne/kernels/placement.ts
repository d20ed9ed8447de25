/** The field of a map at a point: the potential of its charges, and the force, -1/2 of the potential's gradient. */
export type FieldTwin = (x: number, y: number) => { potential: number; force: readonly [number, number] };

/** How a row is placed. */
export interface PlacementTwin {
  readonly iterations: number;
  readonly exaggeration: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly dof: number;
}

/** No gradient is longer. */
const LONGEST_GRADIENT = 0.25;

/**
 * The readable twin of `placeRows` for one row that stays inside the mesh: gradient descent of the row's own divergence
 * from the weighted mean of its neighbours' points.
 *
 * @param neighbours points of the map
 * @param p their affinities, sum 1
 */
export function placementTwin(
  neighbours: readonly (readonly [number, number])[],
  p: readonly number[],
  field: FieldTwin,
  { iterations, exaggeration, learningRate, momentum, dof }: PlacementTwin,
): [number, number] {
  const axes = [0, 1] as const;
  const mean = (axis: 0 | 1) => neighbours.reduce((sum, point, i) => sum + p[i] * point[axis], 0);
  const at: [number, number] = [mean(0), mean(1)];
  const steps = [0, 0];
  const gains = [1, 1];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { potential, force } = field(at[0], at[1]);
    const pull = neighbours.map(([x, y], i) => p[i] / (1 + ((at[0] - x) ** 2 + (at[1] - y) ** 2) / dof));
    const gradient = axes.map((axis) => {
      const attraction = neighbours.reduce((sum, point, i) => sum + pull[i] * (at[axis] - point[axis]), 0);
      return exaggeration * attraction - force[axis] / potential;
    });
    const clip = Math.min(1, LONGEST_GRADIENT / Math.hypot(...gradient));
    for (const axis of axes) {
      const slope = clip * gradient[axis];
      gains[axis] = slope * steps[axis] > 0 ? gains[axis] * 0.8 + 0.01 : gains[axis] + 0.2;
      steps[axis] = momentum * steps[axis] - learningRate * gains[axis] * slope;
      at[axis] += steps[axis];
    }
  }
  return at;
}
