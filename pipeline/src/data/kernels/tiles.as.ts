// A matrix of bytes that is filled column by column: its rows are cut into tiles, in which column follows after column.

/**
 * Puts a piece of a column where it belongs in the tiles.
 *
 * @param count its rows, from `rowStart` of the matrix on
 * @param rows of the matrix; the last tile has what remains of them
 */
export function putIntoTiles(
  values: usize,
  count: usize,
  rowStart: usize,
  column: usize,
  tiles: usize,
  rows: usize,
  columns: usize,
  tileRows: usize,
): void {
  const end = rowStart + count;
  let row = rowStart;
  while (row < end) {
    const first = row - (row % tileRows);
    const height = min(tileRows, rows - first);
    const length = min(first + height, end) - row;
    memory.copy(tiles + first * columns + column * height + (row - first), values, length);
    values += length;
    row += length;
  }
}

/**
 * Goes on over a column of bytes.
 *
 * @param figures smallest and largest value, sum and sum of squares (f64)
 */
export function columnStatistics(values: usize, count: usize, figures: usize): void {
  let least = i8x16.splat(-1);
  let most = i64x2.splat(0);
  let total: u64 = 0;
  let totalSquares: u64 = 0;
  const end = values + count;
  const tiled = values + (count & ~15);
  let at = values;
  while (at < tiled) {
    // Sums of so many stay within 32 bits.
    const stop = min(tiled, at + (1 << 18));
    let sums = i64x2.splat(0);
    let squares = i64x2.splat(0);
    for (; at < stop; at += 16) {
      const x = v128.load(at);
      least = i8x16.min_u(least, x);
      most = i8x16.max_u(most, x);
      const low = i16x8.extend_low_i8x16_u(x);
      const high = i16x8.extend_high_i8x16_u(x);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.add(low, high)));
      squares = i32x4.add(squares, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)));
    }
    total += sumOfWords(sums);
    totalSquares += sumOfWords(squares);
  }
  let smallest: u32 = 255;
  let largest: u32 = 0;
  for (; at < end; at++) {
    const x = <u32>load<u8>(at);
    smallest = min(smallest, x);
    largest = max(largest, x);
    total += x;
    totalSquares += x * x;
  }
  store<f64>(figures, min(load<f64>(figures), <f64>min(smallest, smallestByte(least))));
  store<f64>(figures, max(load<f64>(figures, 8), <f64>max(largest, largestByte(most))), 8);
  store<f64>(figures, load<f64>(figures, 16) + <f64>total, 16);
  store<f64>(figures, load<f64>(figures, 24) + <f64>totalSquares, 24);
}

function sumOfWords(x: v128): u64 {
  return (
    <u64>(<u32>i32x4.extract_lane(x, 0)) +
    <u64>(<u32>i32x4.extract_lane(x, 1)) +
    <u64>(<u32>i32x4.extract_lane(x, 2)) +
    <u64>(<u32>i32x4.extract_lane(x, 3))
  );
}

function smallestByte(x: v128): u32 {
  return 255 - largestByte(v128.not(x));
}

function largestByte(x: v128): u32 {
  let most = i8x16.max_u(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  most = i8x16.max_u(most, i8x16.shuffle(most, most, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));
  const word = <u32>i32x4.extract_lane(most, 0);
  return max(max(word & 255, (word >>> 8) & 255), max((word >>> 16) & 255, word >>> 24));
}
