/** Rows in a leaf of the tree. */
const leafSize = 12;

/**
 * The `k` nearest other rows of each row on a map, `n x k`, nearest first; `k` must be less than the number of rows. By a
 * k-d tree (Bentley 1975): a grid's cells overflow where a map is clumped, a tree's leaves do not.
 *
 * @param x one value a row @param y one value a row
 */
export function mapNeighbours(x: Float32Array, y: Float32Array, k: number): Uint32Array {
  const { tree, splits } = buildTree(x, y);
  const nearest = new Uint32Array(x.length * k);
  const distances = new Float64Array(k);
  let found: Uint32Array;
  let count = 0;
  let row = 0;

  /** Puts a row into the sorted list of the nearest so far. */
  function offer(other: number): void {
    const square = (x[other] - x[row]) ** 2 + (y[other] - y[row]) ** 2;
    if (count === k && square >= distances[k - 1]) return;
    let place = count < k ? count++ : k - 1;
    for (; place > 0 && distances[place - 1] > square; place--) {
      distances[place] = distances[place - 1];
      found[place] = found[place - 1];
    }
    distances[place] = square;
    found[place] = other;
  }

  function search(start: number, end: number, depth: number): void {
    if (end - start <= leafSize) {
      for (let i = start; i < end; i++) if (tree[i] !== row) offer(tree[i]);
      return;
    }
    const middle = (start + end) >> 1;
    const axis = depth % 2 === 0 ? x : y;
    const gap = axis[row] - splits[middle];
    const isLow = gap < 0;
    if (isLow) search(start, middle, depth + 1);
    else search(middle, end, depth + 1);
    if (count === k && gap * gap >= distances[k - 1]) return;
    if (isLow) search(middle, end, depth + 1);
    else search(start, middle, depth + 1);
  }

  for (row = 0; row < x.length; row++) {
    count = 0;
    found = nearest.subarray(row * k, (row + 1) * k);
    search(0, x.length, 0);
  }
  return nearest;
}

interface Tree {
  /** Rows in such an order that each range's middle parts it: by x at even depths, by y at odd ones. */
  readonly tree: Uint32Array;
  /** The value that parts a range, at the place of its middle; no two ranges have the same. */
  readonly splits: Float32Array;
}

function buildTree(x: Float32Array, y: Float32Array): Tree {
  const tree = Uint32Array.from(x, (_, row) => row);
  const splits = new Float32Array(x.length);
  const split = (start: number, end: number, depth: number): void => {
    if (end - start <= leafSize) return;
    const middle = (start + end) >> 1;
    const axis = depth % 2 === 0 ? x : y;
    selectMiddle(tree, axis, start, end - 1, middle);
    splits[middle] = axis[tree[middle]];
    split(start, middle, depth + 1);
    split(middle, end, depth + 1);
  };
  split(0, tree.length, 0);
  return { tree, splits };
}

/** Quickselect (Hoare 1961): moves the row that belongs to `place` there, smaller ones before it, larger ones behind. */
function selectMiddle(tree: Uint32Array, axis: Float32Array, low: number, high: number, place: number): void {
  while (low < high) {
    const pivot = axis[tree[(low + high) >> 1]];
    let i = low;
    let j = high;
    while (i <= j) {
      while (axis[tree[i]] < pivot) i++;
      while (axis[tree[j]] > pivot) j--;
      if (i > j) break;
      const swapped = tree[i];
      tree[i++] = tree[j];
      tree[j--] = swapped;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else return;
  }
}

/**
 * How many of a row's `k` nearest rows on one map are among its `k` nearest on the other, row by row.
 *
 * @param a `n x k` @param b `n x k`
 */
export function commonNeighbours(a: Uint32Array, b: Uint32Array, k: number): Uint8Array {
  const common = new Uint8Array(a.length / k);
  for (let row = 0; row < common.length; row++) {
    const others = b.subarray(row * k, (row + 1) * k);
    for (let i = row * k; i < (row + 1) * k; i++) if (others.includes(a[i])) common[row]++;
  }
  return common;
}
