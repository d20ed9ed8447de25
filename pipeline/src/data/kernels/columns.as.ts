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
 * Bytes that lie column after column to row after row, 16 x 16 at once, and of a column as many as a cache line holds.
 *
 * @param length of a column in memory; so many, and 15, can be read of 15 columns more
 * @param rows how many of a column count
 * @param stride of a row in the target
 * @param scratch room for 512 bytes
 */
export function bytesToRows(
  columns: usize,
  length: usize,
  width: usize,
  rows: usize,
  target: usize,
  stride: usize,
  scratch: usize,
): void {
  const other = scratch + 256;
  for (let first: usize = 0; first < rows; first += 64) {
    const end = min(rows, first + 64);
    for (let c: usize = 0; c < width; c += 16) {
      for (let r = first; r < end; r += 16) {
        const place = target + r * stride + c;
        // The place of a byte among 256 has eight bits, column and row: each time they turn by one.
        interleave(columns + c * length + r, length, scratch, 16);
        interleave(scratch, 16, other, 16);
        interleave(other, 16, scratch, 16);
        if (c + 16 <= width && r + 16 <= rows) {
          interleave(scratch, 16, place, stride);
          continue;
        }
        interleave(scratch, 16, other, 16);
        putTile(other, 16, min(rows - r, 16), min(width - c, 16), place, stride);
      }
    }
  }
}

/**
 * The same for values of four bytes, 4 x 4 at once; lengths and strides are in bytes.
 *
 * @param length of a column in memory, a multiple of 16; so many can be read of 3 columns more
 * @param scratch room for 64 bytes
 */
export function wordsToRows(
  columns: usize,
  length: usize,
  width: usize,
  rows: usize,
  target: usize,
  stride: usize,
  scratch: usize,
): void {
  for (let r: usize = 0; r < rows; r += 4) {
    for (let c: usize = 0; c < width; c += 4) {
      const from = columns + c * length + (r << 2);
      const place = target + r * stride + (c << 2);
      if (c + 4 <= width && r + 4 <= rows) {
        turnWords(from, length, place, stride);
        continue;
      }
      turnWords(from, length, scratch, 16);
      putTile(scratch, 16, min(rows - r, 4), min(width - c, 4) << 2, place, stride);
    }
  }
}

function turnWords(from: usize, length: usize, to: usize, stride: usize): void {
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
}

/** Copies the part of a tile that counts, `rows` of `bytes` each. */
function putTile(tile: usize, tileStride: usize, rows: usize, bytes: usize, to: usize, stride: usize): void {
  for (let r: usize = 0; r < rows; r++) memory.copy(to + r * stride, tile + r * tileStride, bytes);
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

export function copyBytes(from: usize, to: usize, length: usize): void {
  memory.copy(to, from, length);
}
