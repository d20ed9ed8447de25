import type { Steps } from '../slices.js';
import { boundsOf } from './camera.js';

const cellsPerSide = 48;
/** How many cells the grid has that is laid over all points. */
export const cells = cellsPerSide * cellsPerSide;
/** Cells on either side that count as a cell's neighbourhood. */
const reach = 4;
/** Cells on either side that count as the same place. */
const closeReach = 1;

/** Where a group is named: at the mean place of its points in the cells at most `reach` away from `cell`. */
export interface Heart {
  readonly cell: number;
  readonly reach: number;
}

/** Tells the cell of a row, on a square grid over all points. */
export function createCells(x: Float32Array, y: Float32Array): (row: number) => number {
  const { x0, y0, x1, y1 } = boundsOf(x, y);
  const across = cellsPerSide / (x1 - x0 || 1);
  const down = cellsPerSide / (y1 - y0 || 1);
  const clamp = (cell: number) => Math.max(0, Math.min(cellsPerSide - 1, Math.floor(cell)));
  return (row) => clamp((y[row] - y0) * down) * cellsPerSide + clamp((x[row] - x0) * across);
}

/**
 * Leaves each group the cells that are its own: where, with the eight around, it has as many points as any other group.
 *
 * @param counts Points in each cell, for one group after the other; elsewhere they become 0.
 * @returns One byte for each count: 1 where the cell is the group's own, be there points in it or only around it.
 */
export function* keepOwnPlaces(counts: Uint32Array, groups: number): Steps<Uint8Array> {
  const most = new Uint32Array(cells);
  const around = new Uint32Array(groups * cells);
  for (let group = 0; group < groups; group++) {
    const own = counts.subarray(group * cells, (group + 1) * cells);
    for (let cell = 0; cell < cells; cell++) {
      const sum = sumAround(cell, own, closeReach);
      around[group * cells + cell] = sum;
      most[cell] = Math.max(most[cell], sum);
    }
    yield;
  }
  const isOwn = new Uint8Array(counts.length);
  for (let at = 0; at < counts.length; at++) {
    isOwn[at] = Number(around[at] > 0 && around[at] === most[at % cells]);
    counts[at] *= isOwn[at];
  }
  return isOwn;
}

/**
 * Where a group is densest: the cell whose neighbourhood of 9 x 9 cells holds the most points. Where their mean place is
 * not one of theirs, or holds few of them, because the group is in pieces there, the one of these cells whose own
 * neighbours hold the most, and in the end that cell alone.
 *
 * @param counts Points of the group in each of its own cells.
 * @param isOwn 1 for each of these cells.
 */
export function heartOf(counts: Uint32Array, isOwn: Uint8Array): Heart {
  const cell = fullestOf(cellsAround(middleOfAll, cellsPerSide), counts, reach);
  const closest = fullestOf(cellsAround(cell, reach), counts, closeReach);
  const enough = sumAround(closest, counts, closeReach) / 2;
  const holdsItsMiddle = (heart: Heart) => {
    const middle = meanCell(cellsAround(heart.cell, heart.reach), counts);
    return isOwn[middle] === 1 && sumAround(middle, counts, closeReach) >= enough;
  };
  const wider = [
    { cell, reach },
    { cell: closest, reach: closeReach },
  ];
  return wider.find(holdsItsMiddle) ?? { cell: closest, reach: 0 };
}

const middleOfAll = (cellsPerSide / 2) * (cellsPerSide + 1);

/** Of some cells, the one around which the most points lie. */
function fullestOf(cells: readonly number[], counts: Uint32Array, within: number): number {
  let best = cells[0];
  let most = -1;
  for (const cell of cells) {
    const sum = counts[cell] === 0 ? 0 : sumAround(cell, counts, within);
    if (sum > most) [most, best] = [sum, cell];
  }
  return best;
}

function sumAround(cell: number, counts: Uint32Array, within: number): number {
  let sum = 0;
  for (const near of cellsAround(cell, within)) sum += counts[near];
  return sum;
}

/** The cells at most so many rows and columns away. */
export function cellsAround(cell: number, within: number): readonly number[] {
  const [row, column] = [Math.floor(cell / cellsPerSide), cell % cellsPerSide];
  const cells: number[] = [];
  for (let r = Math.max(0, row - within); r <= Math.min(cellsPerSide - 1, row + within); r++)
    for (let c = Math.max(0, column - within); c <= Math.min(cellsPerSide - 1, column + within); c++)
      cells.push(r * cellsPerSide + c);
  return cells;
}

/** The cell that holds the mean place of the points in some cells. */
function meanCell(cells: readonly number[], counts: Uint32Array): number {
  let [down, across, sum] = [0, 0, 0];
  for (const cell of cells) {
    down += counts[cell] * Math.floor(cell / cellsPerSide);
    across += counts[cell] * (cell % cellsPerSide);
    sum += counts[cell];
  }
  return Math.round(down / sum) * cellsPerSide + Math.round(across / sum);
}
