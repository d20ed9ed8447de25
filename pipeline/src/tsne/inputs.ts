import type { GivenAffinities } from './given-affinities.js';

/** A neighbour graph: `rows x k` neighbours of each row (without itself) and their distances. */
export interface NeighbourGraph {
  readonly rows: number;
  readonly k: number;
  readonly indices: Uint32Array;
  readonly distances: Float32Array;
}

/** Symmetric affinities as a sparse matrix (CSR), each number once; they are divided by their sum. */
export interface SparseAffinities extends GivenAffinities {
  readonly rows: number;
}

export type TsneInput =
  | Float32Array
  | { readonly graph: NeighbourGraph }
  | { readonly affinities: SparseAffinities };
