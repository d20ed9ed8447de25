// Selection among candidates. A candidate is one u64: an order-preserving image of a float32 in the upper half and a
// row in the lower one, so that ties fall to the smaller row and every order is total.

/** A float32 as a u32 that sorts the same way, negative numbers included. */
export function sortable(x: f32): u32 {
  const bits = reinterpret<u32>(x);
  return bits & 0x80000000 ? ~bits : bits | 0x80000000;
}

/** The inverse of `sortable`. */
export function unsortable(key: u32): f32 {
  return reinterpret<f32>(key & 0x80000000 ? key & 0x7fffffff : ~key);
}

export function candidate(x: f32, row: u32): u64 {
  return ((<u64>sortable(x)) << 32) | <u64>row;
}

/** Moves the `k` smallest of `count` candidates to the front, in no particular order (Hoare's selection). */
export function selectSmallest(items: usize, count: i32, k: i32): void {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<u64>(items + ((<usize>((low + high) >>> 1)) << 3));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<u64>(items + ((<usize>i) << 3)) < pivot) i++;
      while (pivot < load<u64>(items + ((<usize>j) << 3))) j--;
      if (i > j) break;
      const a = items + ((<usize>i) << 3);
      const b = items + ((<usize>j) << 3);
      const held = load<u64>(a);
      store<u64>(a, load<u64>(b));
      store<u64>(b, held);
      i++;
      j--;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else return;
  }
}

/** Sorts candidates (Shell's sort: the lists are a hundred long). */
export function sortCandidates(items: usize, count: i32): void {
  for (let gap = 121; gap > 0; gap = (gap - 1) / 3) {
    for (let i = gap; i < count; i++) {
      const held = load<u64>(items + ((<usize>i) << 3));
      let j = i;
      while (j >= gap && load<u64>(items + ((<usize>(j - gap)) << 3)) > held) {
        store<u64>(items + ((<usize>j) << 3), load<u64>(items + ((<usize>(j - gap)) << 3)));
        j -= gap;
      }
      store<u64>(items + ((<usize>j) << 3), held);
    }
  }
}

function siftDown(heap: usize, from: i32, count: i32): void {
  const held = load<u64>(heap + ((<usize>from) << 3));
  let i = from;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= count) break;
    if (
      child + 1 < count &&
      load<u64>(heap + ((<usize>(child + 1)) << 3)) < load<u64>(heap + ((<usize>child) << 3))
    )
      child++;
    if (load<u64>(heap + ((<usize>child) << 3)) >= held) break;
    store<u64>(heap + ((<usize>i) << 3), load<u64>(heap + ((<usize>child) << 3)));
    i = child;
  }
  store<u64>(heap + ((<usize>i) << 3), held);
}

/** Orders `count` candidates as a heap whose first is the smallest. */
export function makeHeap(heap: usize, count: i32): void {
  for (let i = count / 2 - 1; i >= 0; i--) siftDown(heap, i, count);
}

/** Takes the smallest off a heap of `count`; the heap has `count - 1` afterwards. */
export function popHeap(heap: usize, count: i32): u64 {
  const smallest = load<u64>(heap);
  store<u64>(heap, load<u64>(heap + ((<usize>(count - 1)) << 3)));
  siftDown(heap, 0, count - 1);
  return smallest;
}
