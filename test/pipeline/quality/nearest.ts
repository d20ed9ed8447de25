import type { Neighbours } from '@latentscape/pipeline/quality/neighbour-labels';
import { type Space, squaredDistance } from '@latentscape/pipeline/quality/space';

/** The nearest neighbours of every row, by comparing it with every other. */
export function nearestByDefinition(space: Space, k: number): Neighbours {
  const all = Array.from({ length: space.rows }, (_, row) => row);
  const points = space.take(all);
  const distance = (a: number, b: number) => squaredDistance(points, a, points, b, space.columns);
  const nearest = all.flatMap((row) =>
    all
      .filter((other) => other !== row)
      .sort((a, b) => distance(row, a) - distance(row, b) || a - b)
      .slice(0, k),
  );
  return { k, indices: Uint32Array.from(nearest) };
}
