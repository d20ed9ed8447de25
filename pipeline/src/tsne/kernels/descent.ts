/** One coordinate of one point in the optimisation. */
export interface Coordinate {
  readonly position: number;
  readonly step: number;
  readonly gain: number;
}

/** The readable twin of the kernel `descend` for one point; `gradient` has its exaggeration and normaliser in it. */
export function descendTwin(
  point: readonly [Coordinate, Coordinate],
  gradient: readonly [number, number],
  { learningRate, momentum, longest }: { learningRate: number; momentum: number; longest: number },
): [Coordinate, Coordinate] {
  const moved = point.map(({ step, gain }, axis) => {
    const agree = gradient[axis] * step > 0;
    const grown = agree ? gain * 0.8 + 0.01 : gain + 0.2;
    return { gain: grown, step: momentum * step - learningRate * grown * gradient[axis] };
  });
  const length = Math.hypot(moved[0].step, moved[1].step);
  const factor = Math.min(1, longest / length);
  const coordinate = (axis: 0 | 1): Coordinate => {
    const step = moved[axis].step * factor;
    return { position: point[axis].position + step, step, gain: moved[axis].gain };
  };
  return [coordinate(0), coordinate(1)];
}
