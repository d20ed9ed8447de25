// The spectra of a grid's columns, as they lie in memory: real columns are transformed eight at a time as the real and the
// imaginary part of four complex sequences, and stored apart with the frequencies of y in the lanes, as the transforms of
// the rows want them.

@unmanaged
export class Convolution {
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
export function storeColumnSpectra(transform: usize, c: Convolution, column: i32): void {
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

/** Joins the spectra of eight columns to the sequence whose transform is real in both parts. */
export function loadColumnSpectra(c: Convolution, column: i32, to: usize): void {
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
