// The potential of the charges on a grid: a convolution with one part of the similarity kernel (`similarity.as.ts`). The near
// part ends soon, and its transforms go around the grid; the far part reaches everywhere, and is padded with
// zeros to twice the size so that nothing wraps around. Columns are transformed first, eight real ones a time (four lanes,
// two columns in one complex sequence), then rows, which are multiplied with the kernel's spectrum and transformed
// back at once. An inverse transform is the forward one with real and imaginary parts exchanged.

import { fft } from './fft.as';
import { SimilarityParts } from './similarity.as';

export { fftPlan } from './fft.as';

@unmanaged
class Convolution {
  width: i32;
  height: i32;
  /** Nodes from one row of the grid to the next. */
  stride: i32;
  nodes: usize;
  /** Lengths of the transforms: the grid's own, or twice those. */
  lengthX: i32;
  lengthY: i32;
  planX: usize;
  planY: usize;
  /** `lengthY / 8` blocks of four frequencies (of y) by `width` elements of 32 bytes. */
  spectrum: usize;
  /** `lengthY / 8` blocks of four frequencies (of y) by `lengthX / 2 + 1` frequencies (of x), float32. */
  kernel: usize;
  influenceX: usize;
  influenceY: usize;
  /** Three buffers of the longer transform for each thread. */
  scratch: usize;
  bufferBytes: usize;

  get padded(): bool {
    return this.lengthX > this.width;
  }

  /** The first of a thread's buffers. */
  buffer(thread: i32): usize {
    return this.scratch + 3 * <usize>thread * this.bufferBytes;
  }
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

/**
 * Separates the spectra of the two groups of four columns that were transformed as real and imaginary part (each times 2),
 * and stores them with the frequencies of y in the lanes. The highest frequency is left out: the kernel has
 * nothing there.
 */
function storeColumnSpectra(transform: usize, c: Convolution, column: i32): void {
  const length = c.lengthY;
  for (let k = 0; k < length / 2; k += 4) {
    const at = c.spectrum + ((<usize>((k / 4) * c.width + column)) << 5);
    const z = transform + ((<usize>k) << 5);
    // The frequencies -k to -k - 3; that of 0 is 0 itself.
    const m = transform + ((<usize>(length - k)) << 5);
    const m0 = k == 0 ? z : m;
    storeTransposed(at, plus(z, m0), plus(z + 32, m - 32), plus(z + 64, m - 64), plus(z + 96, m - 96));
    storeTransposed(
      at + 128,
      plus(z + 16, m0 + 16),
      plus(z + 48, m - 16),
      plus(z + 80, m - 48),
      plus(z + 112, m - 80),
    );
    storeTransposed(
      at + 16,
      minus(z + 16, m0 + 16),
      minus(z + 48, m - 16),
      minus(z + 80, m - 48),
      minus(z + 112, m - 80),
    );
    storeTransposed(
      at + 144,
      minus(m0, z),
      minus(m - 32, z + 32),
      minus(m - 64, z + 64),
      minus(m - 96, z + 96),
    );
  }
}

function plus(a: usize, b: usize): v128 {
  return f32x4.add(v128.load(a), v128.load(b));
}

function minus(a: usize, b: usize): v128 {
  return f32x4.sub(v128.load(a), v128.load(b));
}

/** Transforms sixteen columns of the grid, a line of the cache wide, from column `16 * chunk` on. */
export function forwardColumns(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.buffer(thread);
  const two = one + c.bufferBytes;
  const three = two + c.bufferBytes;
  let from = c.nodes + ((<usize>chunk) << 6);
  for (let to: usize = 0; to < (<usize>c.height) << 5; to += 32) {
    v128.store(two + to, v128.load(from));
    v128.store(two + to, v128.load(from, 16), 16);
    v128.store(three + to, v128.load(from, 32));
    v128.store(three + to, v128.load(from, 48), 16);
    from += (<usize>c.stride) << 2;
  }
  const column = 16 * chunk;
  storeColumnSpectra(fft(two, one, two, 0, c.planY, c.padded, false), c, column);
  if (column + 8 < c.width) {
    storeColumnSpectra(fft(three, one, three, 0, c.planY, c.padded, false), c, column + 8);
  }
}

/** For four frequencies of y: transforms along x, multiplies with the kernel's spectrum and transforms back. */
export function convolveRows(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.buffer(thread);
  const two = one + c.bufferBytes;
  const row = c.spectrum + ((<usize>(chunk * c.width)) << 5);
  const transform = fft(row, one, two, 0, c.planX, c.padded, false);
  const length = c.lengthX;
  const kernel = c.kernel + ((<usize>(chunk * (length / 2 + 1))) << 4);
  for (let k = 0; k < length; k++) {
    const at = transform + ((<usize>k) << 5);
    const factor = v128.load(kernel + ((<usize>min(k, length - k)) << 4));
    const re = v128.load(at);
    v128.store(at, f32x4.mul(v128.load(at, 16), factor));
    v128.store(at, f32x4.mul(re, factor), 16);
  }
  fft(transform, transform == one ? two : one, transform, row, c.planX, false, c.padded);
}

/** Transforms sixteen columns back and writes their potential to the grid. */
export function inverseColumns(chunk: i32, thread: i32, c: Convolution): void {
  const one = c.buffer(thread);
  const two = one + c.bufferBytes;
  const three = two + c.bufferBytes;
  const column = 16 * chunk;
  const isPair = column + 8 < c.width;
  loadColumnSpectra(c, column, two);
  const left = fft(two, one, two, 0, c.planY, false, c.padded);
  let right = left;
  if (isPair) {
    loadColumnSpectra(c, column + 8, three);
    right = fft(three, left == one ? two : one, three, 0, c.planY, false, c.padded);
  }
  let to = c.nodes + ((<usize>column) << 2);
  for (let from: usize = 0; from < (<usize>c.height) << 5; from += 32) {
    v128.store(to, v128.load(left + from, 16));
    v128.store(to, v128.load(left + from), 16);
    if (isPair) {
      v128.store(to, v128.load(right + from, 16), 32);
      v128.store(to, v128.load(right + from), 48);
    }
    to += (<usize>c.stride) << 2;
  }
}

/** Joins the spectra of eight columns to the sequence whose transform is real in both parts. */
function loadColumnSpectra(c: Convolution, column: i32, to: usize): void {
  const length = c.lengthY;
  const highest = to + ((<usize>(length / 2)) << 5);
  for (let k = 0; k < length / 2; k += 4) {
    const at = c.spectrum + ((<usize>((k / 4) * c.width + column)) << 5);
    const z = to + ((<usize>k) << 5);
    const mirror = to + ((<usize>(length - k)) << 5);
    // Frequency 0 is its own mirror: what would go there goes where zeros come last.
    const mirror0 = k == 0 ? highest : mirror;
    // Real and imaginary parts come exchanged from the inverse along x, and go exchanged into the one along y.
    join(at + 144, at, false, z, mirror0, mirror);
    join(at + 16, at + 128, true, z + 16, mirror0 + 16, mirror + 16);
  }
  v128.store(highest, f32x4.splat(0));
  v128.store(highest, f32x4.splat(0), 16);
}

/**
 * Transposes four vectors at `p` and at `q`, 32 bytes apart each; stores p + q upwards from `up` and p - q downwards from
 * `down`, whose first vector goes to `down0`; the other way around with `exchanged`.
 */
function join(p: usize, q: usize, exchanged: bool, up: usize, down0: usize, down: usize): void {
  let ab = v128.shuffle<f32>(v128.load(p), v128.load(p, 32), 0, 4, 1, 5);
  let cd = v128.shuffle<f32>(v128.load(p, 64), v128.load(p, 96), 0, 4, 1, 5);
  let ef = v128.shuffle<f32>(v128.load(p), v128.load(p, 32), 2, 6, 3, 7);
  let gh = v128.shuffle<f32>(v128.load(p, 64), v128.load(p, 96), 2, 6, 3, 7);
  const p0 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
  const p1 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
  const p2 = v128.shuffle<f32>(ef, gh, 0, 1, 4, 5);
  const p3 = v128.shuffle<f32>(ef, gh, 2, 3, 6, 7);
  ab = v128.shuffle<f32>(v128.load(q), v128.load(q, 32), 0, 4, 1, 5);
  cd = v128.shuffle<f32>(v128.load(q, 64), v128.load(q, 96), 0, 4, 1, 5);
  ef = v128.shuffle<f32>(v128.load(q), v128.load(q, 32), 2, 6, 3, 7);
  gh = v128.shuffle<f32>(v128.load(q, 64), v128.load(q, 96), 2, 6, 3, 7);
  const q0 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
  const q1 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
  const q2 = v128.shuffle<f32>(ef, gh, 0, 1, 4, 5);
  const q3 = v128.shuffle<f32>(ef, gh, 2, 3, 6, 7);
  v128.store(up, exchanged ? f32x4.sub(p0, q0) : f32x4.add(p0, q0));
  v128.store(up, exchanged ? f32x4.sub(p1, q1) : f32x4.add(p1, q1), 32);
  v128.store(up, exchanged ? f32x4.sub(p2, q2) : f32x4.add(p2, q2), 64);
  v128.store(up, exchanged ? f32x4.sub(p3, q3) : f32x4.add(p3, q3), 96);
  v128.store(down0, exchanged ? f32x4.add(p0, q0) : f32x4.sub(p0, q0));
  v128.store(down - 32, exchanged ? f32x4.add(p1, q1) : f32x4.sub(p1, q1));
  v128.store(down - 64, exchanged ? f32x4.add(p2, q2) : f32x4.sub(p2, q2));
  v128.store(down - 96, exchanged ? f32x4.add(p3, q3) : f32x4.sub(p3, q3));
}

/**
 * Eight columns of one part of the kernel, transformed along y. Column x holds what acts on a node x columns away, or
 * `lengthX - x` the other way around, whichever is nearer; `spacing` is the distance of neighbouring nodes.
 */
export function kernelColumns(
  chunk: i32,
  thread: i32,
  c: Convolution,
  spacing: f64,
  parts: SimilarityParts,
  far: bool,
): void {
  const one = c.buffer(thread);
  const two = one + c.bufferBytes;
  const length = c.lengthY;
  for (let row = 0; row < length; row++) {
    const y = <f64>min(row, length - row) * spacing;
    const at = two + ((<usize>row) << 5);
    for (let lane = 0; lane < 8; lane++) {
      const column = 8 * chunk + lane;
      const x = <f64>min(column, c.lengthX - column) * spacing;
      const squared = x * x + y * y;
      store<f32>(at + ((<usize>lane) << 2), <f32>(far ? parts.far(squared) : parts.near(squared)));
    }
  }
  storeColumnSpectra(fft(two, one, two, 0, c.planY, false, false), c, 8 * chunk);
}

/** A spectrum below e^-15 of its greatest value is float32's rounding, which the influence function would blow up. */
const NOISE: f64 = 15;

/**
 * The kernel's spectrum at four frequencies of y, times the influence function and the factors of all transforms. The
 * similarity's own spectrum dies away about like exp(-k sqrt(dof)), and is left out where it is noise.
 */
export function kernelRows(chunk: i32, thread: i32, c: Convolution, spacing: f64, dof: f64): void {
  const one = c.buffer(thread);
  const two = one + c.bufferBytes;
  const length = c.lengthX;
  const row = c.spectrum + ((<usize>(chunk * c.width)) << 5);
  for (let x = 0; x < length; x++) {
    // With padding no two nodes are `width` apart: the value there is free, and repeating the last keeps the kernel smooth.
    const from = row + ((<usize>min(min(x, length - x), c.width - 1)) << 5);
    const to = two + ((<usize>x) << 5);
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
  const transform = fft(two, one, two, 0, c.planX, false, false);
  // Separating two real spectra left a factor of 2 in the kernel's, and leaves another in the charges'.
  const scale = 0.25 / (<f64>length * <f64>c.lengthY);
  // The influence functions hold the squares of half a frequency's turn from node to node.
  const most = (NOISE * NOISE * spacing * spacing) / (4 * dof);
  for (let kx = 0; kx <= length / 2; kx++) {
    const ix = c.influenceX + ((<usize>kx) << 5);
    for (let lane = 0; lane < 4; lane++) {
      const iy = c.influenceY + ((<usize>(4 * chunk + lane)) << 5);
      const turn = load<f64>(ix, 24) + load<f64>(iy, 24);
      const forces = turn / (load<f64>(ix, 16) * load<f64>(iy, 8) + load<f64>(ix, 8) * load<f64>(iy, 16));
      const value = <f64>load<f32>(transform + ((<usize>kx) << 5) + ((<usize>lane) << 2));
      const to = c.kernel + ((<usize>(chunk * (length / 2 + 1) + kx)) << 4) + ((<usize>lane) << 2);
      store<f32>(to, turn > most ? 0 : <f32>(value * load<f64>(ix) * load<f64>(iy) * forces * scale));
    }
  }
}
