// Products whose left factor may hold many zeros, as the pixels of drawings and one-hot columns do: only what is not
// zero is multiplied. Each number of the product is the sum that `multiply` forms, in the same order, and all it leaves
// out is the adding of zeros. Both give the same bits, so the numbers themselves may decide which of them is used.
import { LINEAR } from './activations.as';
import { finish, multiply } from './matmul.as';

/** Columns of the product that are worked on at once. With more, the compilers of WASM run out of registers. */
const width: i32 = 16;
const panelRow: usize = 64;
/** Where fewer than this share of the numbers are not zero, leaving out the others pays. */
const sparse: f64 = 0.5;
/** An entry is a number that is not zero: where the row of B that it meets lies in a panel, then itself. */
const entryBytes: usize = 8;

/** C = A·B, plus a bias for each column, then activated: `m x k` times `k x n`, all row-major. Scratch as for `multiply`. */
export function multiplyRows(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  if (n < width || !isSparse(a, m * k)) {
    return multiply(a, 4 * k, 4, b, 4 * n, 4, c, m, n, k, 0, bias, activation, scratch);
  }
  listRows(a, m, k, scratch, entriesBehind(scratch, m));
  multiplyLists(scratch, m, b, k, n, c);
  if (bias != 0 || activation != LINEAR) finish(c, m, n, bias, activation);
}

/** C = Aᵀ·B where A is `k x m` and B `k x n`, all row-major. */
export function multiplyColumns(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, scratch: usize): void {
  if (n < width || !isSparse(a, m * k)) {
    return multiply(a, 4, 4 * m, b, 4 * n, 4, c, m, n, k, 0, 0, LINEAR, scratch);
  }
  listColumns(a, k, m, scratch, entriesBehind(scratch, m));
  multiplyLists(scratch, m, b, k, n, c);
}

function isSparse(values: usize, count: i32): bool {
  const none = f32x4.splat(0);
  let full = i32x4.splat(0);
  let at = values;
  const end = values + <usize>count * 4;
  for (; at + 16 <= end; at += 16) full = i32x4.sub(full, f32x4.ne(v128.load(at), none));
  let sum = i32x4.extract_lane(full, 0) + i32x4.extract_lane(full, 1);
  sum += i32x4.extract_lane(full, 2) + i32x4.extract_lane(full, 3);
  for (; at < end; at += 4) sum += <i32>(load<f32>(at) != 0);
  return <f64>sum < sparse * count;
}

/** The lists of entries lie behind the addresses where each of `lists` starts, and the one behind the last. */
function entriesBehind(starts: usize, lists: i32): usize {
  return (starts + <usize>(lists + 1) * 4 + 15) & ~15;
}

/**
 * Lists what is not zero, row by row. Each list ends with a place that is not used: every number is written as if it
 * were not zero, and overwritten by the next where it is, which is faster than to ask.
 */
function listRows(matrix: usize, rows: i32, columns: i32, starts: usize, entries: usize): void {
  let free = entries;
  for (let row = 0; row < rows; row++, starts += 4, free += entryBytes) {
    store<u32>(starts, free);
    const end = matrix + <usize>columns * 4;
    for (let place: usize = 0; matrix < end; matrix += 4, place += panelRow) {
      const value = load<f32>(matrix);
      store<u32>(free, place);
      store<f32>(free, value, 4);
      free += <usize>(value != 0) * entryBytes;
    }
  }
  store<u32>(starts, free);
}

/** The same column by column. */
function listColumns(matrix: usize, rows: i32, columns: i32, starts: usize, entries: usize): void {
  const bytes = <usize>columns * 4;
  // For each column first the number of its entries, then the place behind the one that is written next; in the end
  // that is where the next column's list starts.
  const behind = starts + 4;
  countColumns(matrix, rows, bytes, behind);
  store<u32>(starts, entries);
  for (let column: usize = 0; column < bytes; column += 4) {
    const count = <usize>load<u32>(behind + column);
    store<u32>(behind + column, entries + entryBytes);
    entries += (count + 1) * entryBytes;
  }
  for (let row = 0, place: usize = 0; row < rows; row++, place += panelRow, matrix += bytes) {
    for (let column: usize = 0; column < bytes; column += 4) {
      const value = load<f32>(matrix + column);
      const next = <usize>load<u32>(behind + column);
      store<u32>(next - entryBytes, place);
      store<f32>(next - entryBytes, value, 4);
      store<u32>(behind + column, next + <usize>(value != 0) * entryBytes);
    }
  }
}

function countColumns(matrix: usize, rows: i32, rowBytes: usize, counts: usize): void {
  memory.fill(counts, 0, rowBytes);
  for (let row = 0; row < rows; row++, matrix += rowBytes) {
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      const full = f32x4.ne(v128.load(matrix + at), f32x4.splat(0));
      v128.store(counts + at, i32x4.sub(v128.load(counts + at), full));
    }
    for (; at < rowBytes; at += 4) {
      store<u32>(counts + at, load<u32>(counts + at) + <u32>(load<f32>(matrix + at) != 0));
    }
  }
}

/** C = A·B, where of A there are the lists of its rows' entries; B is copied panel by panel, whose rows lie close together. */
function multiplyLists(starts: usize, m: i32, b: usize, k: i32, n: i32, c: usize): void {
  const panel = (<usize>load<u32>(starts + <usize>m * 4) + 15) & ~15;
  const edge = panel + <usize>k * panelRow;
  const rowBytes = <usize>n * 4;
  for (let j = 0; j < n; j += width) {
    const columns = min(width, n - j);
    copyPanel(b + <usize>j * 4, rowBytes, k, columns, panel);
    let target = c + <usize>j * 4;
    for (let at = starts, last = at + <usize>m * 4; at < last; at += 4, target += rowBytes) {
      const whole = columns == width;
      combine(load<u32>(at), load<u32>(at, 4) - entryBytes, panel, whole ? target : edge);
      if (!whole) memory.copy(target, edge, <usize>columns * 4);
    }
  }
}

function copyPanel(from: usize, rowBytes: usize, k: i32, columns: i32, to: usize): void {
  const end = to + <usize>k * panelRow;
  if (columns < width) memory.fill(to, 0, <usize>k * panelRow);
  for (; to < end; from += rowBytes, to += panelRow) {
    if (columns < width) {
      memory.copy(to, from, <usize>columns * 4);
      continue;
    }
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
  }
}

/** Sixteen numbers of a row of C: rows of a panel, each times the entry that it meets. */
function combine(entry: usize, end: usize, panel: usize, c: usize): void {
  let c0 = f32x4.splat(0),
    c1 = c0,
    c2 = c0,
    c3 = c0;
  for (; entry < end; entry += entryBytes) {
    const row = panel + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}
