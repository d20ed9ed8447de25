/**
 * How one query's ranking of all rows changes between two spaces: what `RankAgreement` collects.
 *
 * @param first the first query of this job; each chunk is one query
 * @param from, to ranks in the two spaces, `stride` numbers a query, 0 for the query itself
 * @param nearestFrom, nearestTo the `most` nearest rows of each query there
 * @param ks numbers of neighbours, `kCount` of them, at most `most` each
 * @param weights float64: what a pair whose larger rank is M adds to the area under R_NX
 * @param pairs for each thread `rows` integers, which count the pairs by their larger rank
 * @param out for each query `3 * kCount + 1` float64: for each k how many of the k nearest in `to` rank beyond k in `from`,
 *   by how much in all, and by how much those of `from` do in `to`; then the sum of the weights
 */
export function compareRanks(
  chunk: i32,
  thread: i32,
  first: i32,
  from: usize,
  to: usize,
  stride: i32,
  rows: i32,
  nearestFrom: usize,
  nearestTo: usize,
  most: i32,
  ks: usize,
  kCount: i32,
  weights: usize,
  pairs: usize,
  out: usize,
): void {
  const query = first + chunk;
  const fromRanks = from + ((<usize>query * stride) << 2);
  const toRanks = to + ((<usize>query * stride) << 2);
  const list = (<usize>query * most) << 2;
  let result = out + ((<usize>query * (3 * kCount + 1)) << 3);
  for (let i = 0; i < kCount; i++, result += 24) {
    const k = load<i32>(ks + ((<usize>i) << 2));
    let intruders: i32 = 0;
    let far: f64 = 0;
    let torn: f64 = 0;
    for (let j: usize = 0; j < (<usize>k) << 2; j += 4) {
      const excess = load<i32>(fromRanks + ((<usize>load<u32>(nearestTo + list + j)) << 2)) - k;
      if (excess > 0) {
        intruders++;
        far += <f64>excess;
      }
      torn += <f64>max(0, load<i32>(toRanks + ((<usize>load<u32>(nearestFrom + list + j)) << 2)) - k);
    }
    store<f64>(result, <f64>intruders);
    store<f64>(result, far, 8);
    store<f64>(result, torn, 16);
  }
  const counts = pairs + ((<usize>thread * rows) << 2);
  let area: f64 = 0;
  for (let at: usize = 0; at < (<usize>rows) << 2; at += 4) {
    const larger = max(load<u32>(fromRanks + at), load<u32>(toRanks + at));
    const count = counts + ((<usize>larger) << 2);
    store<u32>(count, load<u32>(count) + 1);
    area += load<f64>(weights + ((<usize>larger) << 3));
  }
  store<f64>(result, area);
}
