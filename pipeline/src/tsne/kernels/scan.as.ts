// The inner loop of the search: four queries against eight references at a time. A query keeps a list of the best; what
// scores below the threshold of its list is offered to it.
import { groupBytes } from './rows.as';
import { candidate, selectSmallest, unsortable } from './selection.as';

/** Most queries in a block, and candidates ranked beyond k so that float32 ties at the border do no harm. */
const BLOCK = 64;
export const SPARE = 8;

// Working memory of one thread: a tile of scores, then thresholds and list lengths of the block's queries, the
// block's mean, a heap of cells and the lists; `scratchBytes` of search.ts must agree.
export const THRESHOLDS: usize = 128;
export const COUNTS: usize = THRESHOLDS + BLOCK * 4;
export const CENTRE: usize = COUNTS + BLOCK * 4;

export function capacity(k: i32): i32 {
  return 2 * (k + SPARE) + 32;
}

/** Offers the row at `place` to a query; a full list is cut back to the best, which lowers the threshold. */
function offer(scratch: usize, lists: usize, query: i32, score: f32, place: u32, k: i32): void {
  const most = capacity(k);
  const list = lists + ((<usize>query * most) << 3);
  const countAt = scratch + COUNTS + ((<usize>query) << 2);
  let count = load<i32>(countAt);
  store<u64>(list + ((<usize>count) << 3), candidate(score, place));
  count++;
  if (count == most) {
    const keep = k + SPARE;
    selectSmallest(list, count, keep);
    count = keep;
    store<f32>(
      scratch + THRESHOLDS + ((<usize>query) << 2),
      unsortable(<u32>(load<u64>(list + ((<usize>(keep - 1)) << 3)) >> 32)),
    );
  }
  store<i32>(countAt, count);
}

/** Scores four queries (half a group) against the groups of one cell. */
export function scanHalf(
  scratch: usize,
  lists: usize,
  firstQuery: i32,
  half: usize,
  group: usize,
  groups: i32,
  place: u32,
  columns: i32,
  k: i32,
): void {
  const bytes = groupBytes(columns);
  const thresholds = scratch + THRESHOLDS + ((<usize>firstQuery) << 2);
  for (let g = 0; g < groups; g++) {
    const end = group + bytes;
    let b = group;
    let s0 = v128.load(b);
    let s1 = v128.load(b, 16);
    let t0 = s0,
      t1 = s1,
      u0 = s0,
      u1 = s1,
      v0 = s0,
      v1 = s1;
    let a = half + 32;
    for (b += 32; b < end; b += 32) {
      const low = v128.load(b);
      const high = v128.load(b, 16);
      let x = v128.load_splat<f32>(a);
      s0 = f32x4.sub(s0, f32x4.mul(x, low));
      s1 = f32x4.sub(s1, f32x4.mul(x, high));
      x = v128.load_splat<f32>(a, 4);
      t0 = f32x4.sub(t0, f32x4.mul(x, low));
      t1 = f32x4.sub(t1, f32x4.mul(x, high));
      x = v128.load_splat<f32>(a, 8);
      u0 = f32x4.sub(u0, f32x4.mul(x, low));
      u1 = f32x4.sub(u1, f32x4.mul(x, high));
      x = v128.load_splat<f32>(a, 12);
      v0 = f32x4.sub(v0, f32x4.mul(x, low));
      v1 = f32x4.sub(v1, f32x4.mul(x, high));
      a += 32;
    }
    const h0 = v128.load_splat<f32>(thresholds);
    const h1 = v128.load_splat<f32>(thresholds, 4);
    const h2 = v128.load_splat<f32>(thresholds, 8);
    const h3 = v128.load_splat<f32>(thresholds, 12);
    const anyLow = v128.or(
      v128.or(f32x4.lt(s0, h0), f32x4.lt(t0, h1)),
      v128.or(f32x4.lt(u0, h2), f32x4.lt(v0, h3)),
    );
    const anyHigh = v128.or(
      v128.or(f32x4.lt(s1, h0), f32x4.lt(t1, h1)),
      v128.or(f32x4.lt(u1, h2), f32x4.lt(v1, h3)),
    );
    if (v128.any_true(v128.or(anyLow, anyHigh))) {
      v128.store(scratch, s0);
      v128.store(scratch, s1, 16);
      v128.store(scratch, t0, 32);
      v128.store(scratch, t1, 48);
      v128.store(scratch, u0, 64);
      v128.store(scratch, u1, 80);
      v128.store(scratch, v0, 96);
      v128.store(scratch, v1, 112);
      let hits =
        i32x4.bitmask(f32x4.lt(s0, h0)) |
        (i32x4.bitmask(f32x4.lt(s1, h0)) << 4) |
        (i32x4.bitmask(f32x4.lt(t0, h1)) << 8) |
        (i32x4.bitmask(f32x4.lt(t1, h1)) << 12) |
        (i32x4.bitmask(f32x4.lt(u0, h2)) << 16) |
        (i32x4.bitmask(f32x4.lt(u1, h2)) << 20) |
        (i32x4.bitmask(f32x4.lt(v0, h3)) << 24) |
        (i32x4.bitmask(f32x4.lt(v1, h3)) << 28);
      for (; hits != 0; hits &= hits - 1) {
        const hit = ctz(hits);
        const score = load<f32>(scratch + ((<usize>hit) << 2));
        offer(scratch, lists, firstQuery + (hit >> 3), score, place + (hit & 7), k);
      }
    }
    group = end;
    place += 8;
  }
}
