import type { Address } from './arena.js';
import { chunksOf, type Engine } from './engine.js';
import type { JointAffinities } from './joint-affinities.js';

/** The pull along all pairs that have an affinity. */
export interface Attraction {
  /** Forces on all points of `y`, sum over j of p_ij (y_i - y_j) / (1 + d²/dof), to `forces`. */
  compute(y: Address, forces: Address): void;
  /** Does the same; returns the Kullback-Leibler divergence, given the normaliser Z of the similarities. */
  computeWithDivergence(y: Address, forces: Address, normaliser: number): number;
}

/** Each chunk of rows keeps forces on all points: 8 bytes a point. */
const MOST_CHUNKS = 8;
const CHUNK_ROWS = 512;

export function attractionAlong(engine: Engine, affinities: JointAffinities, dof: number): Attraction {
  const { team, arena } = engine;
  const { rows, starts, blocks } = affinities;
  const padded = rows + (rows % 2);
  const chunks = Math.min(MOST_CHUNKS, Math.ceil(rows / CHUNK_ROWS));
  const bounds = arena.put(evenShares(arena.u32(starts, rows + 1), chunks));
  const parts = arena.take(chunks * padded * 8);
  const logs = arena.take(chunks * 8);
  const sumRows = chunksOf(padded);
  const totals = totalsOf(engine, affinities);
  const pull = (y: Address, forces: Address, divergence: Address): void => {
    team.run('attract', chunks, y, padded, bounds, chunks, starts, blocks, dof, parts, divergence);
    team.run('sumAttraction', sumRows.count, parts, padded, bounds, chunks, sumRows.rows, dof, forces);
  };
  return {
    compute: (y, forces) => pull(y, forces, 0),
    computeWithDivergence(y, forces, normaliser) {
      pull(y, forces, logs);
      // Each pair is looked at once and counts twice.
      const logSum = arena.f64(logs, chunks).reduce((sum, part) => sum + part, 0);
      return totals.entropy + 2 * dof * logSum + totals.sum * Math.log(normaliser);
    },
  };
}

/** Bounds of runs of rows that have about as many blocks each; all but the last are even. */
function evenShares(starts: Uint32Array, chunks: number): Int32Array {
  const rows = starts.length - 1;
  const bounds = new Int32Array(chunks + 1).fill(rows);
  bounds[0] = 0;
  let row = 0;
  for (let chunk = 1; chunk < chunks; chunk++) {
    while (row < rows && starts[row] < (chunk * starts[rows]) / chunks) row += 2;
    bounds[chunk] = Math.min(row, rows);
  }
  return bounds;
}

/** The sums of p log p and of p over all pairs, each counted twice. */
function totalsOf({ team, arena }: Engine, { rows, starts, blocks }: JointAffinities) {
  const chunks = chunksOf(rows);
  const mark = arena.mark();
  const address = arena.take(chunks.count * 16);
  team.run('logAffinities', chunks.count, rows, chunks.rows, starts, blocks, address);
  const sums = arena.f64(address, chunks.count * 2);
  let entropy = 0;
  let sum = 0;
  for (let i = 0; i < sums.length; i += 2) {
    entropy += 2 * sums[i];
    sum += 2 * sums[i + 1];
  }
  arena.release(mark);
  return { entropy, sum };
}
