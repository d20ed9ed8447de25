// Fourier transforms of four independent sequences at once, one a SIMD lane: Stockham's self-sorting algorithm with
// radices 4, 2, 3 and 5 (Van Loan 1992). An element is 32 bytes: four real parts, four imaginary parts. Lengths are
// multiples of 8: the first pass has radix 4, the last 4 or 2. In a zero-padded convolution, whose lengths are multiples
// of 16, the first pass may read, and the last pass write, only the first half.

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

/** Stores (re + i im) times a root of unity. */
function storeTurned(at: usize, re: v128, im: v128, root: usize): void {
  const c = v128.load_splat<f32>(root);
  const s = v128.load_splat<f32>(root, 4);
  v128.store(at, f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, s)));
  v128.store(at, f32x4.add(f32x4.mul(re, s), f32x4.mul(im, c)), 16);
}

/** The first pass when the second half of the input is zero: radix 4, with two of the four terms left out. */
function paddedPass(src: usize, dst: usize, m: i32, roots: usize): void {
  const step = (<usize>m) << 5;
  for (let p: usize = 0; p < <usize>m; p++) {
    const are = v128.load(src);
    const aim = v128.load(src, 16);
    const bre = v128.load(src + step);
    const bim = v128.load(src + step, 16);
    v128.store(dst, f32x4.add(are, bre));
    v128.store(dst, f32x4.add(aim, bim), 16);
    storeTurned(dst + 32, f32x4.add(are, bim), f32x4.sub(aim, bre), roots + (p << 3));
    storeTurned(dst + 64, f32x4.sub(are, bre), f32x4.sub(aim, bim), roots + (p << 4));
    storeTurned(dst + 96, f32x4.sub(are, bim), f32x4.add(aim, bre), roots + p * 24);
    src += 32;
    dst += 128;
  }
}

/** The last pass when only the first half of the output is wanted. */
function prunedPass(src: usize, dst: usize, s: i32): void {
  const step = (<usize>s) << 5;
  for (const end = src + step; src < end; src += 32) {
    const are = v128.load(src);
    const aim = v128.load(src, 16);
    const bre = v128.load(src + step);
    const bim = v128.load(src + step, 16);
    const cre = v128.load(src + 2 * step);
    const cim = v128.load(src + 2 * step, 16);
    const dre = v128.load(src + 3 * step);
    const dim = v128.load(src + 3 * step, 16);
    v128.store(dst, f32x4.add(f32x4.add(are, cre), f32x4.add(bre, dre)));
    v128.store(dst, f32x4.add(f32x4.add(aim, cim), f32x4.add(bim, dim)), 16);
    v128.store(dst + step, f32x4.add(f32x4.sub(are, cre), f32x4.sub(bim, dim)));
    v128.store(dst + step, f32x4.sub(f32x4.sub(aim, cim), f32x4.sub(bre, dre)), 16);
    dst += 32;
  }
}

function pass4(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
  const read = (<usize>(m * s)) << 5;
  const write = (<usize>s) << 5;
  for (let p = 0; p < m; p++) {
    const root = roots + ((<usize>(p * s)) << 3);
    const root2 = roots + ((<usize>(p * s)) << 4);
    const root3 = roots + <usize>(p * s) * 24;
    for (const end = src + write; src < end; src += 32) {
      const are = v128.load(src);
      const aim = v128.load(src, 16);
      const bre = v128.load(src + read);
      const bim = v128.load(src + read, 16);
      const cre = v128.load(src + 2 * read);
      const cim = v128.load(src + 2 * read, 16);
      const dre = v128.load(src + 3 * read);
      const dim = v128.load(src + 3 * read, 16);
      const sumre = f32x4.add(are, cre);
      const sumim = f32x4.add(aim, cim);
      const difre = f32x4.sub(are, cre);
      const difim = f32x4.sub(aim, cim);
      const bdre = f32x4.add(bre, dre);
      const bdim = f32x4.add(bim, dim);
      const turnre = f32x4.sub(bim, dim);
      const turnim = f32x4.sub(bre, dre);
      v128.store(dst, f32x4.add(sumre, bdre));
      v128.store(dst, f32x4.add(sumim, bdim), 16);
      storeTurned(dst + write, f32x4.add(difre, turnre), f32x4.sub(difim, turnim), root);
      storeTurned(dst + 2 * write, f32x4.sub(sumre, bdre), f32x4.sub(sumim, bdim), root2);
      storeTurned(dst + 3 * write, f32x4.sub(difre, turnre), f32x4.add(difim, turnim), root3);
      dst += 32;
    }
    dst += 3 * write;
  }
}

function pass2(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
  const read = (<usize>(m * s)) << 5;
  const write = (<usize>s) << 5;
  for (let p = 0; p < m; p++) {
    const root = roots + ((<usize>(p * s)) << 3);
    for (const end = src + write; src < end; src += 32) {
      const are = v128.load(src);
      const aim = v128.load(src, 16);
      const bre = v128.load(src + read);
      const bim = v128.load(src + read, 16);
      v128.store(dst, f32x4.add(are, bre));
      v128.store(dst, f32x4.add(aim, bim), 16);
      storeTurned(dst + write, f32x4.sub(are, bre), f32x4.sub(aim, bim), root);
      dst += 32;
    }
    dst += write;
  }
}

function pass3(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
  const read = (<usize>(m * s)) << 5;
  const write = (<usize>s) << 5;
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.866025403784438647); // sin 60°
  for (let p = 0; p < m; p++) {
    const root = roots + ((<usize>(p * s)) << 3);
    const root2 = roots + ((<usize>(p * s)) << 4);
    for (const end = src + write; src < end; src += 32) {
      const are = v128.load(src);
      const aim = v128.load(src, 16);
      const bre = v128.load(src + read);
      const bim = v128.load(src + read, 16);
      const cre = v128.load(src + 2 * read);
      const cim = v128.load(src + 2 * read, 16);
      const tre = f32x4.add(bre, cre);
      const tim = f32x4.add(bim, cim);
      const ure = f32x4.sub(are, f32x4.mul(half, tre));
      const uim = f32x4.sub(aim, f32x4.mul(half, tim));
      const vre = f32x4.mul(sine, f32x4.sub(bre, cre));
      const vim = f32x4.mul(sine, f32x4.sub(bim, cim));
      v128.store(dst, f32x4.add(are, tre));
      v128.store(dst, f32x4.add(aim, tim), 16);
      storeTurned(dst + write, f32x4.add(ure, vim), f32x4.sub(uim, vre), root);
      storeTurned(dst + 2 * write, f32x4.sub(ure, vim), f32x4.add(uim, vre), root2);
      dst += 32;
    }
    dst += 2 * write;
  }
}

function pass5(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
  const read = (<usize>(m * s)) << 5;
  const write = (<usize>s) << 5;
  const c1 = f32x4.splat(0.309016994374947424); // cos 72°
  const c2 = f32x4.splat(-0.809016994374947424); // cos 144°
  const s1 = f32x4.splat(0.951056516295153572); // sin 72°
  const s2 = f32x4.splat(0.587785252292473129); // sin 144°
  for (let p = 0; p < m; p++) {
    const turn = (<usize>(p * s)) << 3;
    for (const end = src + write; src < end; src += 32) {
      const are = v128.load(src);
      const aim = v128.load(src, 16);
      let x = v128.load(src + read);
      let y = v128.load(src + 4 * read);
      const t1re = f32x4.add(x, y);
      const t3re = f32x4.sub(x, y);
      x = v128.load(src + read, 16);
      y = v128.load(src + 4 * read, 16);
      const t1im = f32x4.add(x, y);
      const t3im = f32x4.sub(x, y);
      x = v128.load(src + 2 * read);
      y = v128.load(src + 3 * read);
      const t2re = f32x4.add(x, y);
      const t4re = f32x4.sub(x, y);
      x = v128.load(src + 2 * read, 16);
      y = v128.load(src + 3 * read, 16);
      const t2im = f32x4.add(x, y);
      const t4im = f32x4.sub(x, y);
      v128.store(dst, f32x4.add(are, f32x4.add(t1re, t2re)));
      v128.store(dst, f32x4.add(aim, f32x4.add(t1im, t2im)), 16);
      let ure = f32x4.add(are, f32x4.add(f32x4.mul(c1, t1re), f32x4.mul(c2, t2re)));
      let uim = f32x4.add(aim, f32x4.add(f32x4.mul(c1, t1im), f32x4.mul(c2, t2im)));
      let vre = f32x4.add(f32x4.mul(s1, t3re), f32x4.mul(s2, t4re));
      let vim = f32x4.add(f32x4.mul(s1, t3im), f32x4.mul(s2, t4im));
      storeTurned(dst + write, f32x4.add(ure, vim), f32x4.sub(uim, vre), roots + turn);
      storeTurned(dst + 4 * write, f32x4.sub(ure, vim), f32x4.add(uim, vre), roots + 4 * turn);
      ure = f32x4.add(are, f32x4.add(f32x4.mul(c2, t1re), f32x4.mul(c1, t2re)));
      uim = f32x4.add(aim, f32x4.add(f32x4.mul(c2, t1im), f32x4.mul(c1, t2im)));
      vre = f32x4.sub(f32x4.mul(s2, t3re), f32x4.mul(s1, t4re));
      vim = f32x4.sub(f32x4.mul(s2, t3im), f32x4.mul(s1, t4im));
      storeTurned(dst + 2 * write, f32x4.add(ure, vim), f32x4.sub(uim, vre), roots + 2 * turn);
      storeTurned(dst + 3 * write, f32x4.sub(ure, vim), f32x4.add(uim, vre), roots + 3 * turn);
      dst += 32;
    }
    dst += 4 * write;
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
