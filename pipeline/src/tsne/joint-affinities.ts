import type { Address } from '../threads/arena.js';
import { chunksOf, type Engine } from './engine.js';
import type { NeighbourTable } from './search.js';

/** Joint affinities p_ij as sparse rows of blocks of four, each pair once; see `kernels/joint.as.ts`. */
export interface JointAffinities {
  readonly rows: number;
  /** First block of each row, and the end; uint32, rows + 1. */
  readonly starts: Address;
  readonly blocks: Address;
}

const TARGET_CHUNKS = 8;

/**
 * Conditional affinities whose entropy is the logarithm of the perplexity, one perplexity or the mean of several
 * (van der Maaten and Hinton 2008; multiscale: Lee et al. 2015), made symmetric and divided by their sum.
 * The distances of the table are overwritten.
 *
 * @param y where the embedding will be: the blocks hold the addresses of its points
 */
export function jointAffinities(
  engine: Engine,
  table: NeighbourTable,
  perplexities: readonly number[],
  y: Address,
): JointAffinities {
  const { team, arena } = engine;
  const { rows, k, indices, distances } = table;
  const chunks = chunksOf(rows);
  let conditional = distances;
  if (perplexities.length > 1) {
    conditional = arena.take(rows * k * 4);
    arena.bytes(conditional, rows * k * 4).fill(0);
  }
  const share = 1 / perplexities.length;
  const add = perplexities.length > 1 ? 1 : 0;
  perplexities.forEach((perplexity, index) => {
    team.run(
      'conditionalAffinities',
      chunks.count,
      distances,
      rows,
      k,
      chunks.rows,
      perplexity,
      share,
      add,
      conditional,
    );
    engine.report('affinities', index + 1, perplexities.length);
  });

  const joined = arena.take(rows * k * 4);
  team.run('joinNeighbours', chunks.count, indices, conditional, rows, k, chunks.rows, 0.5 / rows, joined);

  const targets = chunksOf(rows, TARGET_CHUNKS);
  const pairs = arena.take(rows * 4);
  team.run('countPairs', targets.count, indices, joined, rows, k, targets.rows, pairs);
  const { starts, blocks } = takeBlocks(engine, arena.i32(pairs, rows));
  team.run('fillRows', targets.count, indices, joined, rows, k, targets.rows, starts, pairs, y, blocks);
  return { rows, starts, blocks };
}

/** Room for the blocks of rows with so many pairs each. */
export function takeBlocks({ arena }: Engine, pairs: ArrayLike<number>): Omit<JointAffinities, 'rows'> {
  const rows = pairs.length;
  const start = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) start[i + 1] = start[i] + Math.ceil(pairs[i] / 4);
  return { starts: arena.put(start), blocks: arena.take(start[rows] * 32) };
}
