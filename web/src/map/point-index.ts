import type { Positions } from '../data/snapshots.js';
import { atOnce, inSlices } from '../slices.js';
import { createGridIndex, type GridIndex } from './grid-index.js';

/** The index of so many points is made while one waits for it. */
const mostIndexedAtOnce = 200_000;

/** Keeps the index of the points where they are; another one is made when they are elsewhere. */
export interface PointIndex {
  /** Undefined while the index of very many points is being made. */
  of(positions: Positions): GridIndex | undefined;
}

export function createPointIndex(): PointIndex {
  let index: GridIndex | undefined;
  /** The points that the index is of, or will be. */
  let indexed: Float32Array | undefined;
  return {
    of({ x, y }) {
      if (indexed === x) return index;
      indexed = x;
      index = undefined;
      const steps = createGridIndex(x, y);
      if (x.length <= mostIndexedAtOnce) index = atOnce(steps);
      else
        void inSlices(steps, () => indexed === x).then((made) => {
          if (indexed === x) index = made;
        });
      return index;
    },
  };
}
