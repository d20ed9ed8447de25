// The passes of `fft.as.ts`. A pass of radix r goes over `m` groups of `s` elements. Each element is transformed together
// with the r - 1 that lie `m s`, 2 `m s`, … further; the results are turned by roots of unity and written `s` apart.

/** Stores (re + i im) times a root of unity. */
function storeTurned(at: usize, re: v128, im: v128, root: usize): void {
  const c = v128.load_splat<f32>(root);
  const s = v128.load_splat<f32>(root, 4);
  v128.store(at, f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, s)));
  v128.store(at, f32x4.add(f32x4.mul(re, s), f32x4.mul(im, c)), 16);
}

/** The first pass when the second half of the input is zero: radix 4, with two of the four terms left out. */
export function paddedPass(src: usize, dst: usize, m: i32, roots: usize): void {
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
export function prunedPass(src: usize, dst: usize, s: i32): void {
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

export function pass4(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
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

export function pass2(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
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

export function pass3(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
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

export function pass5(src: usize, dst: usize, m: i32, s: i32, roots: usize): void {
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
