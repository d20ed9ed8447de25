import { atOnce, chunkwise, type Steps } from '../slices.js';

/**
 * Finds points near a place: they are sorted into square cells, about two a cell, so that a look-up touches a few cells
 * and the index is three typed arrays whatever the number of points.
 */
export interface GridIndex {
  /**
   * The point nearest to a place, or -1 when none lies within `radius`.
   *
   * @param accepts Leaves out points for which it returns false.
   */
  nearest(x: number, y: number, radius: number, accepts?: (row: number) => boolean): number;
  /** Calls `visit` for every point in a rectangle. */
  within(x0: number, y0: number, x1: number, y1: number, visit: (row: number) => void): void;
}

const pointsPerCell = 2;
const maxCellsPerSide = 2048;

export function* createGridIndex(x: Float32Array, y: Float32Array): Steps<GridIndex> {
  const [left, right] = yield* findExtent(x);
  const [bottom, top] = yield* findExtent(y);
  const side = Math.max(1, Math.min(maxCellsPerSide, Math.ceil(Math.sqrt(x.length / pointsPerCell))));
  const cellWidth = (right - left) / side || 1;
  const cellHeight = (top - bottom) / side || 1;
  const columnOf = (value: number) => clamp(Math.floor((value - left) / cellWidth), side);
  const rowOf = (value: number) => clamp(Math.floor((value - bottom) / cellHeight), side);

  const starts = new Uint32Array(side * side + 1);
  const cells = new Uint32Array(x.length);
  yield* chunkwise(x.length, (from, to) => {
    for (let i = from; i < to; i++) {
      cells[i] = rowOf(y[i]) * side + columnOf(x[i]);
      starts[cells[i] + 1]++;
    }
  });
  for (let cell = 0; cell < side * side; cell++) starts[cell + 1] += starts[cell];
  const members = new Uint32Array(x.length);
  const next = starts.slice(0, -1);
  yield* chunkwise(x.length, (from, to) => {
    for (let i = from; i < to; i++) members[next[cells[i]]++] = i;
  });

  function visitCells(x0: number, y0: number, x1: number, y1: number, visit: (point: number) => void): void {
    const firstColumn = columnOf(x0);
    const lastColumn = columnOf(x1);
    const lastRow = rowOf(y1);
    for (let row = rowOf(y0); row <= lastRow; row++)
      for (let i = starts[row * side + firstColumn]; i < starts[row * side + lastColumn + 1]; i++)
        visit(members[i]);
  }

  return {
    nearest(px, py, radius, accepts = () => true) {
      let best = -1;
      let bestSquare = radius * radius;
      visitCells(px - radius, py - radius, px + radius, py + radius, (point) => {
        const square = (x[point] - px) ** 2 + (y[point] - py) ** 2;
        if (square <= bestSquare && accepts(point)) {
          best = point;
          bestSquare = square;
        }
      });
      return best;
    },
    within(x0, y0, x1, y1, visit) {
      visitCells(x0, y0, x1, y1, (point) => {
        if (x[point] >= x0 && x[point] <= x1 && y[point] >= y0 && y[point] <= y1) visit(point);
      });
    },
  };
}

function clamp(cell: number, side: number): number {
  return Math.max(0, Math.min(side - 1, cell));
}

type Extent = readonly [low: number, high: number];

/** Places of points are asked for again and again, and never written to. */
const extents = new WeakMap<Float32Array, Extent>();

/** The least and the greatest finite value; [0, 1] when there is none. */
export function extentOf(values: Float32Array): Extent {
  return extents.get(values) ?? atOnce(findExtent(values));
}

/** The same in slices. */
export function* findExtent(values: Float32Array): Steps<Extent> {
  const known = extents.get(values);
  if (known) return known;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  yield* chunkwise(values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
      if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
    }
  });
  const extent: Extent = low <= high ? [low, high] : [0, 1];
  extents.set(values, extent);
  return extent;
}
