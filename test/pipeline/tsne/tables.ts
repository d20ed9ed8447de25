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

/** Joint affinities as one map from neighbour to affinity for each row, without the padding. */
export function readAffinities(
  { arena }: Engine,
  { rows, starts, blocks }: JointAffinities,
): Map<number, number>[] {
  const start = arena.u32(starts, rows + 1);
  return Array.from({ length: rows }, (_, row) => {
    const affinities = new Map<number, number>();
    for (let block = start[row]; block < start[row + 1]; block++) {
      const offsets = arena.u32(blocks + 32 * block, 4);
      const values = arena.f32(blocks + 32 * block + 16, 4);
      offsets.forEach((offset, lane) => {
        if (offset / 8 !== row) affinities.set(offset / 8, values[lane]);
      });
    }
    return affinities;
  });
}
