import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';

// Points of the plane: interleaved x and y, float32. The input's order is the caller's; in memory they lie in the order
// of the arranged rows, where `order[place]` is the row of the input.

/** Room for a point (or a force) a row: zeros, so that the places past the last are harmless; four are written at once. */
export function takeCoordinates({ arena }: Engine, rows: number): Address {
  const bytes = Math.ceil(rows / 4) * 32;
  const address = arena.take(bytes);
  arena.bytes(address, bytes).fill(0);
  return address;
}

/** @returns a copy of arranged points in the order of the input */
export function coordinatesInInputOrder(arranged: Float32Array, order: Uint32Array): Float32Array {
  const points = new Float32Array(arranged.length);
  order.forEach((row, place) => {
    points[2 * row] = arranged[2 * place];
    points[2 * row + 1] = arranged[2 * place + 1];
  });
  return points;
}

/** Puts points that come in the order of the input to their places. */
export function arrangeCoordinates(points: Float32Array, order: Uint32Array, arranged: Float32Array): void {
  order.forEach((row, place) => {
    arranged[2 * place] = points[2 * row];
    arranged[2 * place + 1] = points[2 * row + 1];
  });
}
