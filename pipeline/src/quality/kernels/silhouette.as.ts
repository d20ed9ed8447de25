/**
 * Silhouette of the label of one query (Rousseeuw 1987), from its distances to all rows; see `silhouetteOf` in
 * silhouette.ts for what it is.
 *
 * @param first the first query of this job; each chunk is one query
 * @param table squared distances of the queries, `stride` numbers a query
 * @param integers not 0: the distances are integers of 32 bits without sign; else float32
 * @param labels one code a row, -1 for none
 * @param sizes rows of each class, float64
 * @param scratches for each thread room for one float64 a class
 * @param out one float64 a query; NaN where the query has no label
 */
export function silhouettes(
  chunk: i32,
  thread: i32,
  first: i32,
  table: usize,
  stride: i32,
  integers: i32,
  rows: i32,
  selves: usize,
  labels: usize,
  sizes: usize,
  classes: i32,
  scratches: usize,
  scratchBytes: usize,
  out: usize,
): void {
  const query = first + chunk;
  const distances = table + ((<usize>query * stride) << 2);
  const own = load<i32>(labels + ((<usize>load<u32>(selves + ((<usize>query) << 2))) << 2));
  const result = out + ((<usize>query) << 3);
  if (own < 0) {
    store<f64>(result, NaN);
    return;
  }
  const ownSize = load<f64>(sizes + ((<usize>own) << 3));
  if (ownSize == 1) {
    store<f64>(result, 0);
    return;
  }
  const sums = scratches + <usize>thread * scratchBytes;
  memory.fill(sums, 0, (<usize>classes) << 3);
  for (let row = 0; row < rows; row += 4) {
    const at = (<usize>row) << 2;
    const squared = v128.load(distances + at);
    const roots = f32x4.sqrt(integers != 0 ? f32x4.convert_i32x4_u(squared) : squared);
    const left = rows - row;
    add(sums, labels + at, f32x4.extract_lane(roots, 0));
    if (left > 1) add(sums, labels + at + 4, f32x4.extract_lane(roots, 1));
    if (left > 2) add(sums, labels + at + 8, f32x4.extract_lane(roots, 2));
    if (left > 3) add(sums, labels + at + 12, f32x4.extract_lane(roots, 3));
  }
  const within = load<f64>(sums + ((<usize>own) << 3)) / (ownSize - 1);
  let between: f64 = Infinity;
  for (let label = 0; label < classes; label++) {
    const size = load<f64>(sizes + ((<usize>label) << 3));
    if (label != own && size > 0) between = min(between, load<f64>(sums + ((<usize>label) << 3)) / size);
  }
  store<f64>(result, within == between ? 0 : (between - within) / max(within, between));
}

/** Adds a distance to the sum of its row's class; a row without a label has none. */
function add(sums: usize, labelAt: usize, distance: f32): void {
  const label = load<i32>(labelAt);
  if (label < 0) return;
  const sum = sums + ((<usize>label) << 3);
  store<f64>(sum, load<f64>(sum) + <f64>distance);
}
