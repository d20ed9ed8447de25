// Rows of data: row-major with the columns padded to a multiple of four, and packed in groups of eight rows for the
// search. A group holds eight halved squared norms, then for each column its value in the eight rows.

/** Bytes of a packed group of eight rows. */
export function groupBytes(columns: i32): usize {
  return (<usize>columns + 1) << 5;
}

/** Scales every row of one chunk to length 1, in place; rows of zeros stay. */
export function unitRows(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  chunkRows: i32,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = rows + ((<usize>i * columns) << 2);
    let squares: f64 = 0;
    for (let c = 0; c < columns; c++) {
      const x = <f64>load<f32>(row + ((<usize>c) << 2));
      squares += x * x;
    }
    if (squares == 0) continue;
    const factor = 1.0 / Math.sqrt(squares);
    for (let c = 0; c < columns; c++) {
      const at = row + ((<usize>c) << 2);
      store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
    }
  }
}

/** Float64 sums of the columns over the rows of one chunk, to `sums[chunk]`. */
export function columnSums(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  chunkRows: i32,
  sums: usize,
): void {
  const out = sums + ((<usize>chunk * columns) << 3);
  memory.fill(out, 0, (<usize>columns) << 3);
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const row = rows + ((<usize>i * columns) << 2);
    for (let c = 0; c < columns; c++) {
      const at = out + ((<usize>c) << 3);
      store<f64>(at, load<f64>(at) + <f64>load<f32>(row + ((<usize>c) << 2)));
    }
  }
}

/**
 * Copies rows in a new order, the column means taken away: `to[i] = (from[order[i]] - mean) * factor`, padded with
 * zeros to `padded` columns.
 */
export function arrangeRows(
  chunk: i32,
  thread: i32,
  from: usize,
  columns: i32,
  order: usize,
  mean: usize,
  factor: f64,
  to: usize,
  padded: i32,
  count: i32,
  chunkRows: i32,
): void {
  const end = min(count, (chunk + 1) * chunkRows);
  for (let i = chunk * chunkRows; i < end; i++) {
    const source = from + ((<usize>load<u32>(order + ((<usize>i) << 2)) * columns) << 2);
    const target = to + ((<usize>i * padded) << 2);
    for (let c = 0; c < columns; c++) {
      const x = <f64>load<f32>(source + ((<usize>c) << 2)) - load<f64>(mean + ((<usize>c) << 3));
      store<f32>(target + ((<usize>c) << 2), <f32>(x * factor));
    }
    for (let c = columns; c < padded; c++) store<f32>(target + ((<usize>c) << 2), 0);
  }
}

/** Packs the rows named by `rowOf` (-1: an empty place, infinitely far from everything), one chunk of groups. */
export function packRows(
  chunk: i32,
  thread: i32,
  rows: usize,
  columns: i32,
  rowOf: usize,
  groups: i32,
  chunkGroups: i32,
  packed: usize,
): void {
  const bytes = groupBytes(columns);
  const end = min(groups, (chunk + 1) * chunkGroups);
  for (let g = chunk * chunkGroups; g < end; g++) {
    const group = packed + <usize>g * bytes;
    for (let lane = 0; lane < 8; lane++) {
      const r = load<i32>(rowOf + ((<usize>g * 8 + lane) << 2));
      const target = group + ((<usize>lane) << 2);
      const row = rows + ((<usize>r * columns) << 2);
      let squares: f32 = 0;
      for (let c = 0; c < columns; c++) {
        const x: f32 = r < 0 ? 0 : load<f32>(row + ((<usize>c) << 2));
        squares += x * x;
        store<f32>(target + ((<usize>c + 1) << 5), x);
      }
      store<f32>(target, r < 0 ? Infinity : 0.5 * squares);
    }
  }
}

/** Float64 sums and counts of the rows of each cell (one chunk: the order of addition is the order of the rows). */
export function accumulateCells(
  chunk: i32,
  thread: i32,
  rows: usize,
  count: i32,
  columns: i32,
  cellOf: usize,
  sums: usize,
  sizes: usize,
): void {
  for (let i = 0; i < count; i++) {
    const cell = <usize>load<u32>(cellOf + ((<usize>i) << 2));
    store<i32>(sizes + (cell << 2), load<i32>(sizes + (cell << 2)) + 1);
    const row = rows + ((<usize>i * columns) << 2);
    const sum = sums + ((cell * columns) << 3);
    for (let c = 0; c < columns; c++) {
      const at = sum + ((<usize>c) << 3);
      store<f64>(at, load<f64>(at) + <f64>load<f32>(row + ((<usize>c) << 2)));
    }
  }
}
