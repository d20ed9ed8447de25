import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';
import type { PaddedRows } from './layout.js';

/** Up to this many columns cells are found by halving: clustering gives rounder ones, but takes far longer. */
export const HALVED_COLUMNS = 3;

/** Cells around centres. */
export interface RoundCells {
  /** The cell of each row. */
  readonly cellOf: Uint32Array;
  /** How far the rows of each cell are from its centre at most. */
  readonly radii: Float32Array;
}

/** Cells of rows of few columns; their means are written to `centres`. */
export function halvedCells(
  { arena }: Engine,
  { address, count, width, columns }: PaddedRows,
  cells: number,
  centres: Address,
): RoundCells {
  const values = arena.f32(address, count * columns);
  const cellOf = halve(values, { rows: count, columns: width, stride: columns }, cells);
  const sizes = new Float64Array(cells);
  const sums = new Float64Array(cells * columns);
  for (let row = 0; row < count; row++) {
    const cell = cellOf[row];
    sizes[cell]++;
    for (let c = 0; c < width; c++) sums[cell * columns + c] += values[row * columns + c];
  }
  const means = arena.f32(centres, cells * columns);
  for (let i = 0; i < means.length; i++) means[i] = sums[i] / sizes[Math.floor(i / columns)];
  const squares = new Float64Array(cells);
  for (let row = 0; row < count; row++) {
    const cell = cellOf[row];
    let square = 0;
    for (let c = 0; c < width; c++) square += (values[row * columns + c] - means[cell * columns + c]) ** 2;
    if (square > squares[cell]) squares[cell] = square;
  }
  // Rounded up: a radius that is too short by its last digit could rule out a neighbour.
  return { cellOf, radii: Float32Array.from(squares, (square) => Math.sqrt(square) * (1 + 1e-6)) };
}

/**
 * Cuts rows of few columns into cells of about as many rows each: the longest side of the rows' box is cut at the median,
 * and so on with both halves (Bentley 1975, Multidimensional binary search trees used for associative searching).
 *
 * @param points row-major, `stride` numbers a row, of which the first `columns` are looked at
 * @returns the cell of each row, from 0 to `cells` - 1
 */
export function halve(
  points: Float32Array,
  { rows, columns, stride }: { readonly rows: number; readonly columns: number; readonly stride: number },
  cells: number,
): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const cellOf = new Uint32Array(rows);
  const cut = (from: number, to: number, firstCell: number, count: number): void => {
    if (count === 1) {
      for (let i = from; i < to; i++) cellOf[order[i]] = firstCell;
      return;
    }
    const axis = longestSide(points, order.subarray(from, to), columns, stride);
    const left = count >> 1;
    const middle = from + Math.round(((to - from) * left) / count);
    partition(order, from, to, middle, (row) => points[row * stride + axis]);
    cut(from, middle, firstCell, left);
    cut(middle, to, firstCell + left, count - left);
  };
  cut(0, rows, 0, cells);
  return cellOf;
}

function longestSide(points: Float32Array, rows: Uint32Array, columns: number, stride: number): number {
  let longest = -1;
  let axis = 0;
  for (let column = 0; column < columns; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < rows.length; i++) {
      const value = points[rows[i] * stride + column];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > longest) [longest, axis] = [high - low, column];
  }
  return axis;
}

/** Puts the rows of the smallest values before `middle` (quickselect, Hoare 1961). */
function partition(
  order: Uint32Array,
  from: number,
  to: number,
  middle: number,
  keyOf: (row: number) => number,
): void {
  let [low, high] = [from, to - 1];
  while (low < high) {
    const pivot = keyOf(order[(low + high) >> 1]);
    let [left, right] = [low, high];
    while (left <= right) {
      while (keyOf(order[left]) < pivot) left++;
      while (keyOf(order[right]) > pivot) right--;
      if (left <= right) {
        const row = order[left];
        order[left++] = order[right];
        order[right--] = row;
      }
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
}
