/**
 * The readable twin of `joinNeighbours`, `countPairs` and `fillRows`: joint affinities (p(j|i) + p(i|j)) / 2n, one map
 * from neighbour to affinity for each row.
 *
 * @param indices `n x k` neighbours
 * @param p their conditional affinities
 */
export function jointAffinitiesTwin(indices: Uint32Array, p: Float32Array, k: number): Map<number, number>[] {
  const n = indices.length / k;
  const rows = Array.from({ length: n }, () => new Map<number, number>());
  const add = (i: number, j: number, value: number) => rows[i].set(j, (rows[i].get(j) ?? 0) + value);
  for (let edge = 0; edge < indices.length; edge++) {
    const i = Math.floor(edge / k);
    const half = p[edge] / (2 * n);
    add(i, indices[edge], half);
    add(indices[edge], i, half);
  }
  return rows;
}
