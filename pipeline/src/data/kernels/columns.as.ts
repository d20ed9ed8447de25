// Columns of a row-major matrix that are kept when others are taken away.

/**
 * Copies the runs of each row that are kept, one after the other. Up to 15 bytes beyond a run are read and written, and
 * overwritten by what follows.
 *
 * @param stride bytes of a row
 * @param runs start and length of each, in bytes (u32)
 * @returns where the last row ends
 */
export function keepRuns(
  rows: usize,
  count: u32,
  stride: u32,
  runs: usize,
  runCount: u32,
  target: usize,
): usize {
  const last = runs + ((<usize>runCount) << 3);
  const end = rows + <usize>count * stride;
  for (let row = rows; row < end; row += stride) {
    for (let run = runs; run < last; run += 8) {
      const from = row + load<u32>(run);
      const length = load<u32>(run, 4);
      for (let at: usize = 0; at < length; at += 16) v128.store(target + at, v128.load(from + at));
      target += length;
    }
  }
  return target;
}
