import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../data/random.js';
import { matrixSpace, type Space } from '../quality/space.js';

const rowsATime = 1000;

/** Directions carried along beyond those wanted: they make the iteration converge faster. */
const spare = 8;

/**
 * The rows on their first principal components (Hotelling 1933): orthogonal iteration on the covariance matrix (Golub &
 * Van Loan 2013, section 8.2.4), until no component's variance changes by more than a millionth.
 *
 * @param count components wanted, at most `space.columns`
 * @returns `rows x count`, centred, the component of the largest variance first
 */
export function principalComponents(space: Space, count: number): Space {
  const { columns } = space;
  const mean = columnMeans(space);
  const covariance = covarianceMatrix(space, mean);
  const random = seededRandom(1);
  const carried = Math.min(columns, count + spare);
  let basis: Float64Array[] = Array.from({ length: carried }, () =>
    Float64Array.from({ length: columns }, () => random() - 0.5),
  );
  let variances = orthonormalise(basis);
  for (let round = 0; round < 1000; round++) {
    basis = basis.map((direction) => times(covariance, direction));
    const grown = orthonormalise(basis);
    const settled = variances.every(
      (before, i) => i >= count || Math.abs(grown[i] - before) <= 1e-6 * grown[0],
    );
    variances = grown;
    if (settled) break;
  }
  return project(space, mean, basis.slice(0, count));
}

/** The rows on random directions with Gaussian entries (Johnson & Lindenstrauss 1984), `rows x count`. */
export function randomProjection(space: Space, count: number, seed: number): Space {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const directions = Array.from({ length: count }, () =>
    Float64Array.from({ length: space.columns }, normal),
  );
  return project(space, new Float64Array(space.columns), directions);
}

/** All rows in turn, a block at a time. */
function forEachBlock(
  { rows, columns, take }: Space,
  visit: (block: tf.Tensor2D, start: number) => void,
): void {
  for (let start = 0; start < rows; start += rowsATime) {
    const count = Math.min(rowsATime, rows - start);
    const values = take(Uint32Array.from({ length: count }, (_, i) => start + i));
    tf.tidy(() => visit(tf.tensor2d(values, [count, columns]), start));
  }
}

function columnMeans(space: Space): Float64Array {
  const means = new Float64Array(space.columns);
  forEachBlock(space, (block) => {
    const sums = tf.sum(block, 0).dataSync();
    for (let column = 0; column < means.length; column++) means[column] += sums[column] / space.rows;
  });
  return means;
}

/** `columns x columns` */
function covarianceMatrix(space: Space, mean: Float64Array): Float64Array {
  const sums = new Float64Array(space.columns ** 2);
  forEachBlock(space, (block) => {
    const centred = tf.sub(block, tf.tensor1d(Float32Array.from(mean)));
    const products = tf.matMul(centred, centred, true, false).dataSync();
    for (let i = 0; i < sums.length; i++) sums[i] += products[i] / space.rows;
  });
  return sums;
}

function project(space: Space, mean: Float64Array, directions: readonly Float64Array[]): Space {
  const projected = new Float32Array(space.rows * directions.length);
  const flat = Float32Array.from(directions.flatMap((direction) => [...direction]));
  forEachBlock(space, (block, start) => {
    const centred = tf.sub(block, tf.tensor1d(Float32Array.from(mean)));
    const onto = tf.tensor2d(flat, [directions.length, space.columns]);
    projected.set(tf.matMul(centred, onto, false, true).dataSync(), start * directions.length);
  });
  return matrixSpace(projected, space.rows, directions.length);
}

/** Gram-Schmidt, twice over for precision, in place. @returns the length of each vector before it was scaled to 1 */
function orthonormalise(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, i) => {
    for (const earlier of [...vectors.slice(0, i), ...vectors.slice(0, i)]) {
      const share = dot(vector, earlier);
      for (let j = 0; j < vector.length; j++) vector[j] -= share * earlier[j];
    }
    const length = Math.sqrt(dot(vector, vector));
    if (length > 0) for (let j = 0; j < vector.length; j++) vector[j] /= length;
    return length;
  });
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * size, (row + 1) * size), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
