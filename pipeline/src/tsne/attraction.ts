import type { Address } from '../threads/arena.js';
import type { JobAside } from '../threads/team.js';
import { chunksOf, type Engine } from './engine.js';
import type { JointAffinities } from './joint-affinities.js';

/** The pull along all pairs that have an affinity: sum over j of p_ij (y_i - y_j) / (1 + d²/dof) on each point. */
export interface Attraction {
  /** Starts on the forces at `y`, and on what their divergence needs if that is wanted. */
  start(y: Address, withDivergence: boolean): JobAside;
  /** The Kullback-Leibler divergence of what was started with it, given the normaliser Z of the similarities. */
  divergence(normaliser: number): number;
  /** The forces, to be summed over the parts: the structure `Pull` of the kernels. */
  readonly pull: Address;
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
  const pull = arena.put(Uint32Array.of(parts, padded, bounds, chunks, 0));
  arena.f32(pull + 16, 1)[0] = dof;
  const totals = totalsOf(engine, affinities);
  return {
    pull,
    start(y, withDivergence) {
      const divergence = withDivergence ? logs : 0;
      return team.runAside(
        'attract',
        chunks,
        y,
        padded,
        bounds,
        chunks,
        starts,
        blocks,
        dof,
        parts,
        divergence,
      );
    },
    divergence(normaliser) {
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
