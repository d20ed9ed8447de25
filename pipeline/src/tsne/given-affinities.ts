import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';
import { type JointAffinities, takeBlocks } from './joint-affinities.js';

/** Sparse affinities (CSR), symmetric. */
export interface GivenAffinities {
  /** `rows + 1` positions in `indices` and `values`. */
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Puts given affinities into the blocks of the kernels, divided by their sum. */
export function givenAffinities(engine: Engine, given: GivenAffinities, y: Address): JointAffinities {
  const { arena } = engine;
  const rows = given.starts.length - 1;
  let sum = 0;
  for (const value of given.values) sum += value;
  const pairs = new Uint32Array(rows);
  forPairs(given, (row) => pairs[row]++);
  const { starts, blocks } = takeBlocks(engine, pairs);

  const start = arena.u32(starts, rows + 1);
  const points = arena.u32(blocks, start[rows] * 8);
  const weights = arena.f32(blocks, start[rows] * 8);
  const put = (row: number, place: number, point: number, weight: number): void => {
    const at = (start[row] + (place >> 2)) * 8 + (place & 3);
    points[at] = y + point * 8;
    weights[at + 4] = weight;
  };
  const filled = new Uint32Array(rows);
  forPairs(given, (row, other, value) => put(row, filled[row]++, other, value / sum));
  filled.forEach((count, row) => {
    for (let place = count; place < (start[row + 1] - start[row]) * 4; place++) put(row, place, row, 0);
  });
  return { rows, starts, blocks };
}

/** Visits each pair once, from the row of its lower number. */
function forPairs(
  { starts, indices, values }: GivenAffinities,
  visit: (row: number, other: number, value: number) => void,
): void {
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let edge = starts[row]; edge < starts[row + 1]; edge++) {
      if (indices[edge] > row) visit(row, indices[edge], values[edge]);
    }
  }
}
