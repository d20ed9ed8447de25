import type { Address } from '@latentscape/pipeline/threads/arena';
import type { Engine } from '@latentscape/pipeline/tsne/engine';
import type { JointAffinities } from '@latentscape/pipeline/tsne/joint-affinities';
import type { NeighbourTable } from '@latentscape/pipeline/tsne/search';

/** Puts a table of neighbours and their squared distances into the engine's memory. */
export function putTable(
  { arena }: Engine,
  indices: Uint32Array,
  distances: Float32Array,
  k: number,
): NeighbourTable {
  return { rows: indices.length / k, k, indices: arena.put(indices), distances: arena.put(distances) };
}

/** Joint affinities of the points at `y` as one map from neighbour to affinity for each row, both ways, without the padding. */
export function readAffinities(
  { arena }: Engine,
  { rows, starts, blocks }: JointAffinities,
  y: Address,
): Map<number, number>[] {
  const start = arena.u32(starts, rows + 1);
  const affinities = Array.from({ length: rows }, () => new Map<number, number>());
  for (let row = 0; row < rows; row++) {
    for (let block = start[row]; block < start[row + 1]; block++) {
      const points = arena.u32(blocks + 32 * block, 4);
      const values = arena.f32(blocks + 32 * block + 16, 4);
      points.forEach((point, lane) => {
        const neighbour = (point - y) / 8;
        if (neighbour === row) return;
        if (neighbour < row || affinities[row].has(neighbour)) throw new Error('a pair is there twice');
        affinities[row].set(neighbour, values[lane]);
        affinities[neighbour].set(row, values[lane]);
      });
    }
  }
  return affinities;
}
