import type { Positions } from '../data/snapshots.js';
import { atOnce, inSlices, type Steps } from '../slices.js';
import { createGridIndex, type GridIndex } from './grid-index.js';

/** The index of so many points is made while one waits for it. */
const mostIndexedAtOnce = 200_000;

/** Keeps the index of the points where they are; another one is made when they are elsewhere. */
export interface PointIndex {
  /** Begins to make the index, in slices. */
  prepare(positions: Positions): void;
  /** Undefined while the index of very many points is being made. */
  of(positions: Positions): GridIndex | undefined;
}

export function createPointIndex(): PointIndex {
  let index: GridIndex | undefined;
  /** The points that the index is of, or will be. */
  let indexed: Float32Array | undefined;
  let steps: Steps<void>;

  function* make({ x, y }: Positions): Steps<void> {
    const made = yield* createGridIndex(x, y);
    if (indexed === x) index = made;
  }

  function prepare(positions: Positions): void {
    if (indexed === positions.x) return;
    indexed = positions.x;
    index = undefined;
    const own = make(positions);
    steps = own;
    void inSlices(own, () => steps === own);
  }

  return {
    prepare,
    of(positions) {
      prepare(positions);
      if (!index && positions.x.length <= mostIndexedAtOnce) atOnce(steps);
      return index;
    },
  };
}
