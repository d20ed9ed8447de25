// Joint affinities p_ij = (p(j|i) + p(i|j)) / 2n as sparse rows. Each pair is held once, in the row of its lower number. A
// row is a run of blocks; a block holds the addresses of four neighbours' points and then their four affinities, so
// that attraction reads one stream.

/**
 * For each edge i -> j of one chunk of rows: (p(j|i) + p(i|j)) * scale, negative where j does not name i in return and
 * must be told of the edge.
 */
export function joinNeighbours(
  chunk: i32,
  thread: i32,
  indices: usize,
  p: usize,
  count: i32,
  k: i32,
  chunkRows: i32,
  scale: f32,
  joined: usize,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = (<usize>i * k) << 2;
    const self = i32x4.splat(i);
    for (let t: usize = row; t < row + ((<usize>k) << 2); t += 4) {
      const back = (<usize>load<u32>(indices + t) * k) << 2;
      let found: usize = -1;
      let s: usize = 0;
      for (; s + 16 <= (<usize>k) << 2; s += 16) {
        const hits = i32x4.bitmask(i32x4.eq(v128.load(indices + back + s), self));
        if (hits) {
          found = s + (ctz(hits) << 2);
          break;
        }
      }
      if (found == -1) {
        for (; s < (<usize>k) << 2; s += 4) if (load<i32>(indices + back + s) == i) found = s;
      }
      const own = load<f32>(p + t);
      store<f32>(joined + t, found == -1 ? -own * scale : (own + load<f32>(p + back + found)) * scale);
    }
  }
}

/**
 * Whether an edge from row i stands for a pair whose lower row is from `first` up to but not including `end`: an edge to a
 * higher row does, one to a lower row only when that does not name i in return (its joined affinity is negative).
 */
function isPairOf(first: i32, end: i32, i: i32, target: i32, joined: usize): bool {
  if (target > i) return i < end;
  return target >= first && target < end && load<u32>(joined) >> 31 != 0;
}

/** Counts the pairs whose lower row is in one chunk, to `pairs`. */
export function countPairs(
  chunk: i32,
  thread: i32,
  indices: usize,
  joined: usize,
  count: i32,
  k: i32,
  chunkRows: i32,
  pairs: usize,
): void {
  const first = chunk * chunkRows;
  const end = min(count, first + chunkRows);
  memory.fill(pairs + ((<usize>first) << 2), 0, (<usize>(end - first)) << 2);
  let edge = (<usize>first * k) << 2;
  for (let i = first; i < count; i++) {
    for (let t = 0; t < k; t++) {
      const target = load<i32>(indices + edge);
      if (isPairOf(first, end, i, target, joined + edge)) {
        const at = pairs + ((<usize>min(i, target)) << 2);
        store<i32>(at, load<i32>(at) + 1);
      }
      edge += 4;
    }
  }
}

function put(blocks: usize, start: u32, place: i32, point: usize, affinity: f32): void {
  const at = blocks + ((<usize>start + (place >> 2)) << 5) + ((<usize>(place & 3)) << 2);
  store<u32>(at, <u32>point);
  store<f32>(at, affinity, 16);
}

/**
 * Fills the sparse rows of one chunk: for each pair the row of the higher number, in the order in which the edges lie, then
 * padding (the row itself, affinity 0). `starts` holds the first block of each row, `y` the embedding; `filled` is
 * working memory, one count a row.
 */
export function fillRows(
  chunk: i32,
  thread: i32,
  indices: usize,
  joined: usize,
  count: i32,
  k: i32,
  chunkRows: i32,
  starts: usize,
  filled: usize,
  y: usize,
  blocks: usize,
): void {
  const first = chunk * chunkRows;
  const end = min(count, first + chunkRows);
  memory.fill(filled + ((<usize>first) << 2), 0, (<usize>(end - first)) << 2);
  let edge = (<usize>first * k) << 2;
  for (let i = first; i < count; i++) {
    for (let t = 0; t < k; t++) {
      const target = load<i32>(indices + edge);
      if (isPairOf(first, end, i, target, joined + edge)) {
        const low = min(i, target);
        const at = filled + ((<usize>low) << 2);
        const place = load<i32>(at);
        const start = load<u32>(starts + ((<usize>low) << 2));
        const point = y + ((<usize>max(i, target)) << 3);
        put(blocks, start, place, point, abs(load<f32>(joined + edge)));
        store<i32>(at, place + 1);
      }
      edge += 4;
    }
  }
  for (let i = first; i < end; i++) {
    const start = load<u32>(starts + ((<usize>i) << 2));
    const places = <i32>(load<u32>(starts + ((<usize>i) << 2), 4) - start) * 4;
    for (let place = load<i32>(filled + ((<usize>i) << 2)); place < places; place++)
      put(blocks, start, place, y + ((<usize>i) << 3), 0);
  }
}
