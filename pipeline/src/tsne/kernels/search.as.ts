// k nearest neighbours: blocks of queries against cells of references, nearest cells first. Candidates are ranked by
// |b|²/2 - a·b in float32, four queries by eight references at a time; the best are measured again by differences.
import { groupBytes } from './rows.as';
import { CENTRE, COUNTS, capacity, SPARE, scanHalf, THRESHOLDS } from './scan.as';
import { candidate, makeHeap, popHeap, selectSmallest, sortCandidates, unsortable } from './selection.as';
import { sum4 } from './vector-math.as';

/** Rows in both layouts; `rowOf[place]` names the row that lies at a place of the packed groups, or -1. */
@unmanaged
class Points {
  rows: usize;
  packed: usize;
  rowOf: usize;
}

/** Cells of references: `ranges` holds first group and number of groups, `centres` the means, row-major. */
@unmanaged
class Cells {
  count: i32;
  ranges: usize;
  centres: usize;
  /** Distance from the centre to the farthest row, float32. */
  radii: usize;
}

/** Squared distance of two padded rows, by differences. */
function squaredDistance(a: usize, b: usize, columns: i32): f32 {
  let sum = f32x4.splat(0);
  for (let c = 0; c < columns; c += 4) {
    const d = f32x4.sub(v128.load(a), v128.load(b));
    sum = f32x4.add(sum, f32x4.mul(d, d));
    a += 16;
    b += 16;
  }
  return sum4(sum);
}

/** The mean of the block's queries, to the scratch; returns the distance of the farthest from it. */
function centreBlock(scratch: usize, queries: Points, firstPlace: i32, places: i32, columns: i32): f32 {
  const centre = scratch + CENTRE;
  memory.fill(centre, 0, (<usize>columns) << 2);
  let count: f32 = 0;
  for (let p = firstPlace; p < firstPlace + places; p++) {
    const r = load<i32>(queries.rowOf + ((<usize>p) << 2));
    if (r < 0) continue;
    count += 1;
    const row = queries.rows + ((<usize>r * columns) << 2);
    for (let c: usize = 0; c < (<usize>columns) << 2; c += 16) {
      v128.store(centre + c, f32x4.add(v128.load(centre + c), v128.load(row + c)));
    }
  }
  const factor = f32x4.splat(1 / count);
  for (let c: usize = 0; c < (<usize>columns) << 2; c += 16) {
    v128.store(centre + c, f32x4.mul(v128.load(centre + c), factor));
  }
  let farthest: f32 = 0;
  for (let p = firstPlace; p < firstPlace + places; p++) {
    const r = load<i32>(queries.rowOf + ((<usize>p) << 2));
    if (r >= 0)
      farthest = max(farthest, squaredDistance(centre, queries.rows + ((<usize>r * columns) << 2), columns));
  }
  return Mathf.sqrt(farthest);
}

/** The largest squared distance at which a row could still enter the list of some query of the block. */
function reach(scratch: usize, queries: Points, firstPlace: i32, places: i32, columns: i32): f32 {
  let farthest: f32 = -1;
  for (let q = 0; q < places; q++) {
    const place = firstPlace + q;
    if (load<i32>(queries.rowOf + ((<usize>place) << 2)) < 0) continue;
    const halfNorm = load<f32>(
      queries.packed + <usize>(place >> 3) * groupBytes(columns) + ((<usize>(place & 7)) << 2),
    );
    // The scores are differences of numbers of the size of the norm: allow for their rounding.
    const squared: f32 =
      <f32>2 * (load<f32>(scratch + THRESHOLDS + ((<usize>q) << 2)) + halfNorm) + <f32>1e-5 * halfNorm;
    farthest = max(farthest, squared);
  }
  return farthest;
}

/** Measures a query's candidates by differences, sorts them and writes the k nearest. */
function finish(
  list: usize,
  count: i32,
  row: usize,
  self: i32,
  references: Points,
  columns: i32,
  k: i32,
  indices: usize,
  distances: usize,
): void {
  const keep = min(count, k + SPARE);
  selectSmallest(list, count, keep);
  for (let i = 0; i < keep; i++) {
    const at = list + ((<usize>i) << 3);
    const r = load<u32>(references.rowOf + ((<usize>(<u32>load<u64>(at))) << 2));
    store<u64>(
      at,
      candidate(squaredDistance(row, references.rows + ((<usize>r * columns) << 2), columns), r),
    );
  }
  sortCandidates(list, keep);
  let written = 0;
  for (let i = 0; i < keep && written < k; i++) {
    const item = load<u64>(list + ((<usize>i) << 3));
    if (<i32>item == self) continue;
    store<u32>(indices + ((<usize>written) << 2), <u32>item);
    store<f32>(distances + ((<usize>written) << 2), unsortable(<u32>(item >> 32)));
    written++;
  }
}

/**
 * The k nearest references of each query of one block: `indices` and `distances` (squared), `queries x k`, nearest first.
 * `blocks` holds first group and number of groups (at most 8) of each chunk. The cells are visited from the nearest on
 * until `budget` rows were scanned; cells that cannot hold a neighbour are passed over. A row is no neighbour of itself
 * when `queries` and `references` are the same.
 */
export function search(
  chunk: i32,
  thread: i32,
  blocks: usize,
  queries: Points,
  references: Points,
  cells: Cells,
  columns: i32,
  k: i32,
  budget: i32,
  indices: usize,
  distances: usize,
  scratches: usize,
  scratchBytes: usize,
): void {
  const itself = changetype<usize>(queries) == changetype<usize>(references);
  const scratch = scratches + <usize>thread * scratchBytes;
  const heap = scratch + CENTRE + ((<usize>columns) << 2);
  const lists = heap + ((<usize>cells.count) << 3);
  const firstGroup = load<i32>(blocks + ((<usize>chunk) << 3));
  const groups = load<i32>(blocks + ((<usize>chunk) << 3), 4);
  const firstPlace = firstGroup * 8;
  const places = groups * 8;
  // A row meets itself once: one more than k are kept where it is among the references.
  const wanted = itself ? k + 1 : k;

  for (let q = 0; q < places; q++) {
    const empty = load<i32>(queries.rowOf + ((<usize>(firstPlace + q)) << 2)) < 0;
    store<f32>(scratch + THRESHOLDS + ((<usize>q) << 2), empty ? -Infinity : Infinity);
    store<i32>(scratch + COUNTS + ((<usize>q) << 2), 0);
  }
  const radius = centreBlock(scratch, queries, firstPlace, places, columns);
  for (let c = 0; c < cells.count; c++) {
    const centre = cells.centres + ((<usize>c * columns) << 2);
    store<u64>(heap + ((<usize>c) << 3), candidate(squaredDistance(scratch + CENTRE, centre, columns), c));
  }
  makeHeap(heap, cells.count);

  let scanned = 0;
  let farthest: f32 = Infinity;
  for (let left = cells.count; left > 0 && scanned < budget; left--) {
    const next = popHeap(heap, left);
    const cell = <u32>next;
    const gap =
      Mathf.sqrt(unsortable(<u32>(next >> 32))) - radius - load<f32>(cells.radii + ((<usize>cell) << 2));
    if (gap > 0 && gap * gap > farthest) continue;
    const first = load<i32>(cells.ranges + ((<usize>cell) << 3));
    const size = load<i32>(cells.ranges + ((<usize>cell) << 3), 4);
    for (let half = 0; half < groups * 2; half++) {
      const query =
        queries.packed + <usize>(firstGroup + (half >> 1)) * groupBytes(columns) + ((<usize>(half & 1)) << 4);
      scanHalf(
        scratch,
        lists,
        half * 4,
        query,
        references.packed + <usize>first * groupBytes(columns),
        size,
        first * 8,
        columns,
        wanted,
      );
    }
    scanned += size * 8;
    farthest = reach(scratch, queries, firstPlace, places, columns);
  }

  for (let q = 0; q < places; q++) {
    const r = load<i32>(queries.rowOf + ((<usize>(firstPlace + q)) << 2));
    if (r < 0) continue;
    const list = lists + ((<usize>q * capacity(wanted)) << 3);
    const out = (<usize>r * k) << 2;
    finish(
      list,
      load<i32>(scratch + COUNTS + ((<usize>q) << 2)),
      queries.rows + ((<usize>r * columns) << 2),
      itself ? r : -1,
      references,
      columns,
      k,
      indices + out,
      distances + out,
    );
  }
}
