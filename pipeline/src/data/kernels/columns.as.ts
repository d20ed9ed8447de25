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

/**
 * Bytes that lie column after column to row after row, 16 x 16 at once.
 *
 * @param count rows, a multiple of 16: as long is a column, and as many columns as make a multiple of 16 can be read
 * @param width columns: as long is a row of the target, which has room for 15 bytes more
 * @param scratch room for 512 bytes
 */
export function bytesToRows(columns: usize, count: usize, width: usize, target: usize, scratch: usize): void {
  // The last columns first: what they write beyond the end of a row, the first columns write again.
  for (let c = ((width + 15) & ~15) - 16; <isize>c >= 0; c -= 16) {
    for (let r: usize = 0; r < count; r += 16) {
      const other = scratch + 256;
      // The place of a byte among 256 has eight bits, column and row: each time they turn by one.
      interleave(columns + c * count + r, count, scratch, 16);
      interleave(scratch, 16, other, 16);
      interleave(other, 16, scratch, 16);
      interleave(scratch, 16, target + r * width + c, width);
    }
  }
}

/**
 * The same for values of four bytes, 4 x 4 at once.
 *
 * @param count rows, a multiple of 4
 * @param width columns; the target has room for 12 bytes more
 */
export function wordsToRows(columns: usize, count: usize, width: usize, target: usize): void {
  const length = count << 2;
  const stride = width << 2;
  for (let c = ((width + 3) & ~3) - 4; <isize>c >= 0; c -= 4) {
    let from = columns + c * length;
    let to = target + (c << 2);
    for (const end = from + length; from < end; from += 16) {
      const a = v128.load(from);
      const b = v128.load(from + length);
      const d = v128.load(from + 2 * length);
      const e = v128.load(from + 3 * length);
      const ad = v128.shuffle<i32>(a, d, 0, 4, 1, 5);
      const be = v128.shuffle<i32>(b, e, 0, 4, 1, 5);
      v128.store(to, v128.shuffle<i32>(ad, be, 0, 4, 1, 5));
      v128.store(to + stride, v128.shuffle<i32>(ad, be, 2, 6, 3, 7));
      const adHigh = v128.shuffle<i32>(a, d, 2, 6, 3, 7);
      const beHigh = v128.shuffle<i32>(b, e, 2, 6, 3, 7);
      v128.store(to + 2 * stride, v128.shuffle<i32>(adHigh, beHigh, 0, 4, 1, 5));
      v128.store(to + 3 * stride, v128.shuffle<i32>(adHigh, beHigh, 2, 6, 3, 7));
      to += stride << 2;
    }
  }
}

/** Of 16 vectors, interleaves the bytes of each of the first eight with those of the eighth after it. */
function interleave(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const half = fromStride << 3;
  for (let k: usize = 0; k < 8; k++) {
    const a = v128.load(from);
    const b = v128.load(from + half);
    v128.store(to, i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(
      to + toStride,
      i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    );
    from += fromStride;
    to += toStride << 1;
  }
}
