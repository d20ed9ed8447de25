// The potential of the charges on a grid: a convolution with one part of the similarity kernel (`similarity.as.ts`). The near
// part ends soon, and its transforms go around the grid; the far part reaches everywhere, and is padded with
// zeros to twice the size so that nothing wraps around. Columns are transformed first, eight real ones a time (four lanes,
// two columns in one complex sequence), then rows, which are multiplied with the kernel's spectrum and transformed
// back at once. An inverse transform is the forward one with real and imaginary parts exchanged.

import { Convolution, loadColumnSpectra, storeColumnSpectra } from './column-spectra.as';
import { fft } from './fft.as';
import { SimilarityParts } from './similarity.as';

export { fftPlan } from './fft.as';

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
