// Fourier transforms of four independent sequences at once, one a SIMD lane: Stockham's self-sorting algorithm with
// radices 4, 2, 3 and 5 (Van Loan 1992). An element is 32 bytes: four real parts, four imaginary parts. Lengths are
// multiples of 8: the first pass has radix 4, the last 4 or 2. In a zero-padded convolution, whose lengths are multiples
// of 16, the first pass may read, and the last pass write, only the first half.
import { paddedPass, pass2, pass3, pass4, pass5, prunedPass } from './fft-passes.as';

/** Bytes of a plan before its table of roots of unity. */
const HEADER: usize = 64;

/**
 * Plans transforms of `length`: the radices between the first and the last, the last, and exp(-2 pi i j / length) as
 * float32 pairs. Takes 64 + 8 length bytes.
 */
export function fftPlan(chunk: i32, thread: i32, length: i32, plan: usize): void {
  store<i32>(plan, length);
  let passes = 0;
  const last = length % 16 == 0 ? 4 : 2;
  store<i32>(plan, last, 8);
  let rest = length / (4 * last);
  while (rest > 1) {
    const radix = rest % 4 == 0 ? 4 : rest % 2 == 0 ? 2 : rest % 3 == 0 ? 3 : 5;
    store<i32>(plan + ((<usize>passes) << 2), radix, 12);
    passes++;
    rest /= radix;
  }
  store<i32>(plan, passes, 4);
  for (let j = 0; j < length; j++) {
    const angle = (-2 * Math.PI * j) / length;
    store<f32>(plan + HEADER + ((<usize>j) << 3), <f32>Math.cos(angle));
    store<f32>(plan + HEADER + ((<usize>j) << 3), <f32>Math.sin(angle), 4);
  }
}

/**
 * Transforms `src`. The passes between the first and the last alternate between the buffers `one` and `two` (`src` may
 * be `two`). The result goes to `dst` or, when that is 0, to the buffer that is free; returns where it is.
 * `padded`: the second half of `src` counts as zero and is not read. `pruned`: only the first half of the result is made.
 */
export function fft(
  src: usize,
  one: usize,
  two: usize,
  dst: usize,
  plan: usize,
  padded: bool,
  pruned: bool,
): usize {
  const length = load<i32>(plan);
  const passes = load<i32>(plan, 4);
  const roots = plan + HEADER;
  let m = length / 4;
  let s = 4;
  if (padded) paddedPass(src, one, m, roots);
  else pass4(src, one, m, 1, roots);
  let from = one;
  let to = two;
  for (let pass = 0; pass < passes; pass++) {
    const radix = load<i32>(plan + ((<usize>pass) << 2), 12);
    m /= radix;
    if (radix == 4) pass4(from, to, m, s, roots);
    else if (radix == 2) pass2(from, to, m, s, roots);
    else if (radix == 3) pass3(from, to, m, s, roots);
    else pass5(from, to, m, s, roots);
    s *= radix;
    const free = from;
    from = to;
    to = free;
  }
  if (dst == 0) dst = to;
  if (pruned) prunedPass(from, dst, s);
  else if (load<i32>(plan, 8) == 4) pass4(from, dst, 1, s, roots);
  else pass2(from, dst, 1, s, roots);
  return dst;
}

/** `fft` as a kernel of its own. */
export function transform(
  chunk: i32,
  thread: i32,
  src: usize,
  one: usize,
  two: usize,
  dst: usize,
  plan: usize,
  padded: bool,
  pruned: bool,
): void {
  fft(src, one, two, dst, plan, padded, pruned);
}
