// The potential of the charges on a mesh: a convolution with the kernel 1 / (1 + d²/dof)^dof, zero-padded so that nothing
// wraps around. Columns are transformed first, eight real ones a time (four lanes, two columns in one complex
// sequence), and only those that the mesh has; then rows, which are multiplied with the kernel's spectrum and transformed
// back at once. An inverse transform is the forward one with real and imaginary parts exchanged.

import { fft } from './fft.as';
import { exp4, log4 } from './vector-math.as';

export { fftPlan } from './fft.as';

@unmanaged
class Convolution {
  /** Nodes of the mesh: half the length of the transforms. */
  width: i32;
  height: i32;
  /** Nodes from one row of the mesh to the next. */
  stride: i32;
  nodes: usize;
  planX: usize;
  planY: usize;
  /** `height / 4` blocks of four frequencies (of y) by `width` elements of 32 bytes. */
  spectrum: usize;
  /** `height / 4` blocks of four frequencies (of y) by `width + 1` frequencies (of x), float32. */
  kernel: usize;
  influenceX: usize;
  influenceY: usize;
  /** Two buffers of the longer transform for each thread. */
  scratch: usize;
  bufferBytes: usize;
}

/**
 * The correction of one axis for spreading and reading through quintic B-splines: for frequencies 0 to length/2, four float64:
 * 1 / (sinc^12 a), a, b and t², where t = pi k / length and a, b are sums over aliases. Together the two axes
 * give the influence function that is best for forces (Hockney and Eastwood 1988; Ballenegger et al. 2012), for a
 * kernel without content beyond the grid's own frequencies.
 */
export function axisInfluence(chunk: i32, thread: i32, length: i32, out: usize): void {
  for (let k = 0; k <= length / 2; k++) {
    const t = max(1e-4, (Math.PI * k) / length);
    let a: f64 = 0;
    let b: f64 = 0;
    for (let alias = -3; alias <= 3; alias++) {
      const ratio = t / (t + Math.PI * alias);
      const square = ratio * ratio;
      const tenth = square * square * square * square * square;
      a += tenth * square;
      b += tenth * t * t;
    }
    const sinc = Math.sin(t) / t;
    const cube = sinc * sinc * sinc;
    const at = out + ((<usize>k) << 5);
    store<f64>(at, 1 / (cube * cube * cube * cube * a));
    store<f64>(at, a, 8);
    store<f64>(at, b, 16);
    store<f64>(at, t * t, 24);
  }
}

/** Transposes four vectors and stores them 32 bytes apart. */
function storeTransposed(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(at, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(at, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5), 64);
  v128.store(at, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7), 96);
}

/** Transposes four vectors that lie 32 bytes apart, in place of them. */
function transpose(at: usize): void {
  storeTransposed(at, v128.load(at), v128.load(at, 32), v128.load(at, 64), v128.load(at, 96));
}

/**
 * Separates the spectra of the two groups of four columns that were transformed as real and imaginary part (each times 2),
 * and stores them with the frequencies of y in the lanes. The highest frequency is left out: the kernel has
 * nothing there.
 */
function storeColumnSpectra(transform: usize, c: Convolution, column: i32): void {
  const length = 2 * c.height;
  for (let block = 0; block < c.height / 4; block++) {
    const at = c.spectrum + ((<usize>(block * c.width + column)) << 5);
    for (let lane = 0; lane < 4; lane++) {
      const k = 4 * block + lane;
      const z = transform + ((<usize>k) << 5);
      const mirror = transform + ((<usize>(k == 0 ? 0 : length - k)) << 5);
      const re = v128.load(z);
      const im = v128.load(z, 16);
      const mre = v128.load(mirror);
      const mim = v128.load(mirror, 16);
      const to = at + ((<usize>lane) << 5);
      v128.store(to, f32x4.add(re, mre));
      v128.store(to, f32x4.sub(im, mim), 16);
      v128.store(to, f32x4.add(im, mim), 128);
      v128.store(to, f32x4.sub(mre, re), 144);
    }
    transpose(at);
    transpose(at + 16);
    transpose(at + 128);
    transpose(at + 144);
  }
}

/** Transforms eight columns of the mesh, from column `8 * chunk` on. */
export function forwardColumns(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.scratch + 2 * <usize>thread * c.bufferBytes;
  const two = one + c.bufferBytes;
  let from = c.nodes + ((<usize>chunk) << 5);
  for (let row = 0; row < c.height; row++) {
    const to = two + ((<usize>row) << 5);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += (<usize>c.stride) << 2;
  }
  storeColumnSpectra(fft(two, one, two, 0, c.planY, true, false), c, 8 * chunk);
}

/** For four frequencies of y: transforms along x, multiplies with the kernel's spectrum and transforms back. */
export function convolveRows(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.scratch + 2 * <usize>thread * c.bufferBytes;
  const two = one + c.bufferBytes;
  const row = c.spectrum + ((<usize>(chunk * c.width)) << 5);
  const transform = fft(row, one, two, 0, c.planX, true, false);
  const kernel = c.kernel + ((<usize>(chunk * (c.width + 1))) << 4);
  const length = 2 * c.width;
  for (let k = 0; k < length; k++) {
    const at = transform + ((<usize>k) << 5);
    const factor = v128.load(kernel + ((<usize>min(k, length - k)) << 4));
    const re = v128.load(at);
    v128.store(at, f32x4.mul(v128.load(at, 16), factor));
    v128.store(at, f32x4.mul(re, factor), 16);
  }
  fft(transform, transform == one ? two : one, transform, row, c.planX, false, true);
}

/** Transforms eight columns back and writes their potential to the mesh. */
export function inverseColumns(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.scratch + 2 * <usize>thread * c.bufferBytes;
  const two = one + c.bufferBytes;
  const length = 2 * c.height;
  for (let block = 0; block < c.height / 4; block++) {
    const at = c.spectrum + ((<usize>(block * c.width + 8 * chunk)) << 5);
    transpose(at);
    transpose(at + 16);
    transpose(at + 128);
    transpose(at + 144);
    for (let lane = 0; lane < 4; lane++) {
      const k = 4 * block + lane;
      const from = at + ((<usize>lane) << 5);
      // Real and imaginary parts come exchanged from the inverse along x, and go exchanged into the one along y.
      const aim = v128.load(from);
      const are = v128.load(from, 16);
      const bim = v128.load(from, 128);
      const bre = v128.load(from, 144);
      const z = two + ((<usize>k) << 5);
      v128.store(z, f32x4.add(aim, bre));
      v128.store(z, f32x4.sub(are, bim), 16);
      if (k > 0) {
        const mirror = two + ((<usize>(length - k)) << 5);
        v128.store(mirror, f32x4.sub(bre, aim));
        v128.store(mirror, f32x4.add(are, bim), 16);
      }
    }
  }
  v128.store(two + ((<usize>c.height) << 5), f32x4.splat(0));
  v128.store(two + ((<usize>c.height) << 5), f32x4.splat(0), 16);
  const result = fft(two, one, two, 0, c.planY, false, true);
  let to = c.nodes + ((<usize>chunk) << 5);
  for (let row = 0; row < c.height; row++) {
    const from = result + ((<usize>row) << 5);
    v128.store(to, v128.load(from, 16));
    v128.store(to, v128.load(from), 16);
    to += (<usize>c.stride) << 2;
  }
}

/** The kernel at four squared distances. */
function similarity(squared: v128, dof: f32): v128 {
  const base = f32x4.add(f32x4.splat(1), f32x4.div(squared, f32x4.splat(dof)));
  if (dof == 1) return f32x4.div(f32x4.splat(1), base);
  return exp4(f32x4.mul(f32x4.splat(-dof), log4(base)));
}

/** Eight columns of the kernel itself, transformed along y; the distance of neighbouring nodes is `spacing`. */
export function kernelColumns(chunk: i32, thread: i32, c: Convolution, spacing: f32, dof: f32): void {
  const one = c.scratch + 2 * <usize>thread * c.bufferBytes;
  const two = one + c.bufferBytes;
  const length = 2 * c.height;
  const x = f32x4.mul(f32x4.add(f32x4.splat(<f32>chunk * 8), f32x4(0, 1, 2, 3)), f32x4.splat(spacing));
  const x4 = f32x4.add(x, f32x4.splat(4 * spacing));
  const xx = f32x4.mul(x, x);
  const xx4 = f32x4.mul(x4, x4);
  for (let row = 0; row < length; row++) {
    const y = <f32>min(row, length - row) * spacing;
    const at = two + ((<usize>row) << 5);
    v128.store(at, similarity(f32x4.add(xx, f32x4.splat(y * y)), dof));
    v128.store(at, similarity(f32x4.add(xx4, f32x4.splat(y * y)), dof), 16);
  }
  storeColumnSpectra(fft(two, one, two, 0, c.planY, false, false), c, 8 * chunk);
}

/** The kernel's spectrum at four frequencies of y, times the influence function and the factors of all transforms. */
export function kernelRows(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.scratch + 2 * <usize>thread * c.bufferBytes;
  const two = one + c.bufferBytes;
  const length = 2 * c.width;
  const row = c.spectrum + ((<usize>(chunk * c.width)) << 5);
  for (let x = 0; x < length; x++) {
    // No two nodes are `width` apart: the value there is free, and repeating the last keeps the kernel smooth.
    const from = row + ((<usize>min(min(x, length - x), c.width - 1)) << 5);
    const to = two + ((<usize>x) << 5);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
  const transform = fft(two, one, two, 0, c.planX, false, false);
  // Separating two real spectra left a factor of 2 in the kernel's, and leaves another in the charges'.
  const scale = 0.25 / (4.0 * <f64>c.width * <f64>c.height);
  for (let kx = 0; kx <= c.width; kx++) {
    const ix = c.influenceX + ((<usize>kx) << 5);
    for (let lane = 0; lane < 4; lane++) {
      const iy = c.influenceY + ((<usize>(4 * chunk + lane)) << 5);
      const forces =
        (load<f64>(ix, 24) + load<f64>(iy, 24)) /
        (load<f64>(ix, 16) * load<f64>(iy, 8) + load<f64>(ix, 8) * load<f64>(iy, 16));
      const value = <f64>load<f32>(transform + ((<usize>kx) << 5) + ((<usize>lane) << 2));
      const to = c.kernel + ((<usize>(chunk * (c.width + 1) + kx)) << 4) + ((<usize>lane) << 2);
      store<f32>(to, <f32>(value * load<f64>(ix) * load<f64>(iy) * forces * scale));
    }
  }
}
