import * as tf from '@tensorflow/tfjs-core';
import { Random } from './random.js';

/** Directions found beside those asked for; they make the iteration converge faster. */
const spare = 8;
const iterations = 24;
/** Products with the covariance between two orthonormalisations: few enough that float32 keeps directions apart. */
const productsAtOnce = 2;

/** The mean row and the directions of most variance around it. */
export interface PrincipalComponents {
  /** `1 x columns`. */
  readonly mean: tf.Tensor2D;
  /** Orthonormal columns, `columns x count`. */
  readonly directions: tf.Tensor2D;
}

/**
 * Principal components by subspace iteration on the covariance matrix (Halko, Martinsson & Tropp 2011, section 4.5).
 * The caller disposes of the result.
 * @param rows `n x columns`, row-major
 * @param count how many components; at most `columns`
 */
export function principalComponents(rows: tf.Tensor2D, count: number, seed: number): PrincipalComponents {
  return tf.tidy(() => {
    const columns = rows.shape[1];
    const mean = tf.mean<tf.Tensor2D>(rows, 0, true);
    const centred = tf.sub<tf.Tensor2D>(rows, mean);
    const covariance = productsOfColumns(centred);
    const random = new Random(seed, 'sample', columns, count);
    const width = Math.min(columns, count + spare);
    let basis = Float32Array.from({ length: width * columns }, () => random.normal());
    for (let done = 0; done < iterations; done += productsAtOnce) {
      orthonormalise(basis, columns, 1);
      // One direction a row, so that each lies contiguous for `orthonormalise`; the covariance is symmetric.
      let product = tf.tensor2d(basis, [width, columns]);
      for (let i = 0; i < productsAtOnce; i++) product = tf.matMul(product, covariance);
      basis = product.dataSync() as Float32Array<ArrayBuffer>;
    }
    orthonormalise(basis, columns, 2);
    const found = tf.tensor2d(basis.subarray(0, count * columns), [count, columns]);
    return { mean, directions: tf.transpose(found) };
  });
}

/** Into how many stripes the columns are cut, so that little is computed on both sides of the diagonal. */
const stripes = 4;

/** The products of all pairs of columns, `columns x columns`. */
function productsOfColumns(rows: tf.Tensor2D): tf.Tensor2D {
  const parts = tf.split(rows, stripeWidths(rows.shape[1]), 1);
  const below = parts.map((left, i) =>
    parts.slice(0, i + 1).map((right) => tf.matMul<tf.Tensor2D>(left, right, true, false)),
  );
  const block = (i: number, j: number) => (j <= i ? below[i][j] : tf.transpose(below[j][i]));
  const stripe = (i: number) =>
    tf.concat(
      parts.map((_, j) => block(i, j)),
      1,
    );
  return tf.concat(parts.map((_, i) => stripe(i)));
}

function stripeWidths(columns: number): number[] {
  const edge = (stripe: number) => Math.floor((stripe * columns) / stripes);
  return Array.from({ length: stripes }, (_, i) => edge(i + 1) - edge(i)).filter((width) => width > 0);
}

/** Rows seen through the components alone: their best linear reconstruction, `n x columns`. */
export function projectOnto({ mean, directions }: PrincipalComponents, rows: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const coordinates = tf.matMul<tf.Tensor2D>(tf.sub(rows, mean), directions);
    return tf.add(tf.matMul(coordinates, directions, false, true), mean);
  });
}

/** Makes row-major vectors orthonormal, in place, by modified Gram–Schmidt; a second pass makes it accurate. */
function orthonormalise(vectors: Float32Array, size: number, passes: number): void {
  const vector = (i: number) => vectors.subarray(i * size, (i + 1) * size);
  for (let i = 0; i < vectors.length / size; i++) {
    const current = vector(i);
    for (let pass = 0; pass < passes; pass++) {
      for (let j = 0; j < i; j++) {
        const other = vector(j);
        const overlap = dot(current, other);
        for (let k = 0; k < size; k++) current[k] -= overlap * other[k];
      }
    }
    const length = Math.sqrt(dot(current, current)) || 1;
    for (let k = 0; k < size; k++) current[k] /= length;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
