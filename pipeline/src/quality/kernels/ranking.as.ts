// All rows in the order of their distance from a query: a radix sort over the bits of the distances, which sort like
// whole numbers because they are not negative. Equal distances keep the order of the row numbers.

/** A key of 32 bits is sorted digit by digit: 11, 11 and 10 bits. */
const DIGIT: u32 = 11;
const MASK: u32 = (1 << DIGIT) - 1;
const STARTS: usize = (1 << DIGIT) * 4;

/**
 * Replaces the distances of one query by ranks: 1 for the nearest row, 0 for the query itself.
 *
 * @param first the first query of this job; each chunk is one query
 * @param table distances of the queries, float32 or integers of 32 bits, `stride` numbers a query
 * @param selves the row that each query is
 * @param nearest for each query room for the row numbers of its `most` nearest; at most `rows - 1`
 * @param scratches for each thread `16 * rows + 24576` bytes
 */
export function rankRows(
  chunk: i32,
  thread: i32,
  first: i32,
  table: usize,
  stride: i32,
  rows: i32,
  selves: usize,
  nearest: usize,
  most: i32,
  scratches: usize,
  scratchBytes: usize,
): void {
  const query = first + chunk;
  const keys = table + ((<usize>query * stride) << 2);
  const self = load<u32>(selves + ((<usize>query) << 2));
  // Last of all, so that its rank is nobody's concern.
  store<u32>(keys + ((<usize>self) << 2), 0xffffffff);
  const low = scratches + <usize>thread * scratchBytes;
  const middle = low + STARTS;
  const high = middle + STARTS;
  const before = high + STARTS;
  const after = before + ((<usize>rows) << 3);
  countDigits(keys, rows, low, middle, high);

  for (let row = 0; row < rows; row++) {
    const key = load<u32>(keys + ((<usize>row) << 2));
    store<u64>(before + ((<usize>next(low, key & MASK)) << 3), ((<u64>key) << 32) | row);
  }
  for (let i = 0; i < rows; i++) {
    const item = load<u64>(before + ((<usize>i) << 3));
    store<u64>(after + ((<usize>next(middle, <u32>(item >> (32 + DIGIT)) & MASK)) << 3), item);
  }
  const list = nearest + ((<usize>query * most) << 2);
  for (let i = 0; i < rows; i++) {
    const item = load<u64>(after + ((<usize>i) << 3));
    const position = next(high, <u32>(item >> (32 + 2 * DIGIT)));
    if (position < <u32>most) store<u32>(list + ((<usize>position) << 2), <u32>item);
    store<u32>(keys + ((<usize>(<u32>item)) << 2), position + 1);
  }
  store<u32>(keys + ((<usize>self) << 2), 0);
}

/** The next place for a digit. */
function next(starts: usize, digit: u32): u32 {
  const at = starts + ((<usize>digit) << 2);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  return place;
}

/** Where the keys of each digit begin. */
function countDigits(keys: usize, rows: i32, low: usize, middle: usize, high: usize): void {
  memory.fill(low, 0, 3 * STARTS);
  for (let row = 0; row < rows; row++) {
    const key = load<u32>(keys + ((<usize>row) << 2));
    next(low, key & MASK);
    next(middle, (key >> DIGIT) & MASK);
    next(high, key >> (2 * DIGIT));
  }
  for (let digits = low; digits <= high; digits += STARTS) {
    let start: u32 = 0;
    for (let at = digits; at < digits + STARTS; at += 4) {
      const count = load<u32>(at);
      store<u32>(at, start);
      start += count;
    }
  }
}
