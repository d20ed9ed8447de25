import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';
import { copyRows, type PaddedRows } from './layout.js';
import { sample } from './random.js';

const ROUNDS = 5;
const SAMPLE_PER_CELL = 20;

/** For each row its nearest centre and the squared distance to it. */
export interface Assignment {
  readonly cellOf: Uint32Array;
  readonly distances: Float32Array;
}

/** Finds the nearest of `cells` centres for each row. */
export type Assign = (engine: Engine, rows: PaddedRows, cells: number, centres: Address) => Assignment;

/** k-means (Lloyd 1982) on a sample of the rows; leaves the centres at `centres`, `cells x columns`. */
export function cluster(
  engine: Engine,
  rows: PaddedRows,
  cells: number,
  centres: Address,
  assign: Assign,
): void {
  const { team, arena, random } = engine;
  const { columns } = rows;
  const mark = arena.mark();
  const size = Math.min(rows.count, cells * SAMPLE_PER_CELL);
  const training = { ...rows, address: arena.take(size * columns * 4), count: size };
  const pick = (from: PaddedRows, to: Address, wanted: number): void => {
    const order = sample(from.count, wanted, random);
    copyRows(engine, {
      from: from.address,
      fromColumns: columns,
      to,
      toColumns: columns,
      count: wanted,
      order,
    });
  };
  pick(rows, training.address, size);
  pick(training, centres, cells);
  const sums = arena.take(cells * columns * 8);
  const sizes = arena.take(cells * 4);
  const nearest = arena.take(size * 4);
  for (let round = 0; round < ROUNDS; round++) {
    arena.u32(nearest, size).set(assign(engine, training, cells, centres).cellOf);
    arena.bytes(sums, cells * columns * 8).fill(0);
    arena.bytes(sizes, cells * 4).fill(0);
    team.run('accumulateCells', 1, training.address, size, columns, nearest, sums, sizes);
    const sum = arena.f64(sums, cells * columns);
    const members = arena.i32(sizes, cells);
    const centre = arena.f32(centres, cells * columns);
    for (let i = 0; i < centre.length; i++) {
      const own = members[Math.floor(i / columns)];
      // A cell that lost all its rows stays where it was.
      if (own > 0) centre[i] = sum[i] / own;
    }
  }
  arena.release(mark);
}
