import type { Positions } from '../data/snapshots.js';
import { chunkwise, type Steps } from '../slices.js';
import { emphasis } from './emphasis.js';
import { findExtent } from './grid-index.js';

/** How close points lie to one another around each of them, whatever the zoom. */
export interface Crowding {
  /** One byte a row: other points in a cell of the plane around it, on the scale of `levelOf`. */
  readonly levels: Uint8Array;
  /** The side of a cell in data units. */
  readonly cell: number;
}

/** A point that lies alone; some of the ground shines through, so that two that overlap can be told apart. */
export const opacityAlone = 0.92;
/** Less than this, and a canvas with eight bits a colour would lose the point altogether. */
export const leastOpacity = 0.045;
/** Steps of `levels` for twice as many points: 6% each, and a byte holds two million. */
export const levelsPerOctave = 12;

const fewestCells = 16;
const mostCells = 512;
/** Lines of cells that are blurred between two rests. */
const linesInChunk = 64;
/** What a point adds, more or less, to the blurred count where it lies: it does not crowd itself. */
const own = 0.2;

function levelOf(points: number): number {
  return Math.min(255, levelsPerOctave * Math.log2(1 + points));
}

/**
 * The opacity of a point: points that overlap `m` deep cover `k m / (1 + k m)` of the ground between them, where `k` is
 * the opacity of one alone. A dense heart so stays darker than its surroundings and yet never becomes a blot, however
 * many points there are, and a single point is as visible beside it as anywhere.
 *
 * @param overlap How deep points overlap, on average, where one lies in each cell: the area of a point over that of a cell.
 */
export function opacityOf(level: number, overlap: number): number {
  const m = Math.max(1e-3, (2 ** (level / levelsPerOctave) - 1) * overlap);
  return Math.max(leastOpacity, Math.log(1 + opacityAlone * m) / m);
}

/** `overlap` of `opacityOf`. @param share Of the points, those that are drawn. */
export function overlapOf(cell: number, scale: number, diameter: number, share = 1): number {
  return (share * Math.PI * (diameter / 2) ** 2) / (cell * scale) ** 2;
}

/**
 * Counts points in square cells, about as many as there are points, blurs the counts a little and reads them between the
 * cells' centres. Dimmed points are counted apart from the others, hidden ones not at all.
 *
 * @param appearance Four bytes a row, the last of them its emphasis.
 */
export function* crowdingOf({ x, y }: Positions, appearance: Uint8Array): Steps<Crowding> {
  const [x0, x1] = yield* findExtent(x);
  const [y0, y1] = yield* findExtent(y);
  const side = Math.max(fewestCells, Math.min(mostCells, Math.ceil(Math.sqrt(x.length))));
  const cell = Math.max(x1 - x0, y1 - y0) / side || 1;
  const [dim, normal] = [new Float32Array(side * side), new Float32Array(side * side)];
  const gridOf = (row: number) => {
    const kind = appearance[row * 4 + 3];
    return kind === emphasis.normal ? normal : kind === emphasis.dim ? dim : undefined;
  };
  yield* chunkwise(x.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const grid = gridOf(row);
      if (!grid) continue;
      const column = Math.min(side - 1, Math.floor((x[row] - x0) / cell));
      grid[Math.min(side - 1, Math.floor((y[row] - y0) / cell)) * side + column]++;
    }
  });
  for (const grid of [dim, normal]) {
    if (!grid.some((count) => count > 0)) continue;
    yield* blur(grid, side);
    yield* chunkwise(grid.length, (from, to) => {
      for (let i = from; i < to; i++) grid[i] = levelOf(Math.max(0, grid[i] - own));
    });
  }
  const levels = new Uint8Array(x.length);
  yield* chunkwise(x.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const grid = gridOf(row);
      if (!grid) continue;
      levels[row] = 0.5 + between(grid, side, (x[row] - x0) / cell - 0.5, (y[row] - y0) / cell - 0.5);
    }
  });
  return { levels, cell };
}

/** Every cell becomes a mean of its neighbourhood, weighted 1 2 1 across and down; outside the grid there is nothing. */
function* blur(grid: Float32Array, side: number): Steps<void> {
  for (const [step, line] of [
    [1, side],
    [side, 1],
  ])
    yield* chunkwise(
      side,
      (from, to) => {
        for (let start = from; start < to; start++) blurLine(grid, start * line, step, side);
      },
      linesInChunk,
    );
}

function blurLine(grid: Float32Array, start: number, step: number, length: number): void {
  let before = 0;
  for (let i = 0, at = start; i < length; i++, at += step) {
    const here = grid[at];
    const after = i + 1 < length ? grid[at + step] : 0;
    grid[at] = (before + 2 * here + after) / 4;
    before = here;
  }
}

/** The grid's value at a place between the centres of four cells. */
function between(grid: Float32Array, side: number, u: number, v: number): number {
  const column = Math.max(0, Math.min(side - 2, Math.floor(u)));
  const row = Math.max(0, Math.min(side - 2, Math.floor(v)));
  const across = Math.max(0, Math.min(1, u - column));
  const down = Math.max(0, Math.min(1, v - row));
  const at = row * side + column;
  const low = grid[at] + (grid[at + 1] - grid[at]) * across;
  const high = grid[at + side] + (grid[at + side + 1] - grid[at + side]) * across;
  return low + (high - low) * down;
}
