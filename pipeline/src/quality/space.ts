import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { scaleRows } from '../autoencoder/batches.js';
import type { Features } from '../data/dataset.js';
import { InterruptedError } from '../errors.js';

/** Rows as points of a space with Euclidean distance: the original features, the codes or the map. */
export interface Space {
  readonly rows: number;
  readonly columns: number;
  /** @returns the coordinates of some rows, `indices.length x columns` */
  readonly take: (indices: ArrayLike<number>) => Float32Array;
}

/** A matrix in memory as a space. @param values `rows x columns`, row-major */
export function matrixSpace(values: Float32Array, rows: number, columns: number): Space {
  return {
    rows,
    columns,
    take(indices) {
      const taken = new Float32Array(indices.length * columns);
      for (let i = 0; i < indices.length; i++) {
        taken.set(values.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns);
      }
      return taken;
    },
  };
}

/** Features as a space, scaled as a network sees them; bytes stay bytes in memory. */
export function featureSpace(features: Features): Space {
  const { rows, columns } = features;
  return { rows, columns, take: (indices) => scaleRows(features, indices) };
}

/** From this many multiplications on, a matrix product pays for its copies. */
const manyMultiplications = 1e8;

/** Rows of the space that are held at once. */
const rowsATime = 5000;

export interface DistanceOptions {
  /** `auto` takes the product for large problems. */
  readonly method?: 'auto' | 'differences' | 'product';
  readonly signal?: AbortSignal;
}

/**
 * Squared Euclidean distances of some rows to all rows, `queries.length x rows`.
 *
 * Small problems sum squared differences in float64. Large ones take |a|² + |b|² - 2ab with TensorFlow.js's matrix
 * product, in float32 and about a common centre, some ten times faster; its error is a few units of 1e-7 of the
 * squared distance of the two rows from that centre.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function squaredDistances(
  space: Space,
  queries: ArrayLike<number>,
  { method = 'auto', signal }: DistanceOptions = {},
): Promise<Float32Array> {
  const { rows, columns } = space;
  const multiplications = queries.length * rows * columns;
  const product = method === 'product' || (method === 'auto' && multiplications >= manyMultiplications);
  const distances = new Float32Array(queries.length * rows);
  if (queries.length === 0) return distances;
  const points = space.take(queries);
  const centre = product ? centreOf(points, columns) : undefined;
  if (centre) shift(points, centre);
  for (let start = 0; start < rows; start += rowsATime) {
    const count = Math.min(rowsATime, rows - start);
    const others = space.take(Uint32Array.from({ length: count }, (_, i) => start + i));
    if (centre) shift(others, centre);
    const block = centre ? byProduct(points, others, columns) : byDifferences(points, others, columns);
    for (let i = 0; i < queries.length; i++) {
      distances.set(block.subarray(i * count, (i + 1) * count), i * rows + start);
    }
    await nextTurn();
    if (signal?.aborted) throw new InterruptedError('measuring distances was interrupted');
  }
  return distances;
}

/** Squared distance of two rows of two matrices, summed in float64. */
export function squaredDistance(
  a: Float32Array,
  rowA: number,
  b: Float32Array,
  rowB: number,
  columns: number,
): number {
  let sum = 0;
  const end = rowA * columns + columns;
  for (let i = rowA * columns, j = rowB * columns; i < end; i++, j++) {
    const difference = a[i] - b[j];
    sum += difference * difference;
  }
  return sum;
}

function byDifferences(points: Float32Array, others: Float32Array, columns: number): Float32Array {
  const count = others.length / columns;
  const distances = new Float32Array((points.length / columns) * count);
  for (let i = 0, to = 0; to < distances.length; i++) {
    for (let j = 0; j < count; j++) distances[to++] = squaredDistance(points, i, others, j, columns);
  }
  return distances;
}

function byProduct(points: Float32Array, others: Float32Array, columns: number): Float32Array {
  const count = others.length / columns;
  const product = tf.tidy(() => {
    const a = tf.tensor2d(points, [points.length / columns, columns]);
    const b = tf.tensor2d(others, [count, columns]);
    return tf.matMul(a, b, false, true);
  });
  // Read outside of tidy, which would look for tensors in every element of an array that it returns.
  const products = product.dataSync() as Float32Array;
  product.dispose();
  const ownNorms = squaredNorms(points, columns);
  const otherNorms = squaredNorms(others, columns);
  for (let i = 0, at = 0; i < ownNorms.length; i++) {
    for (let j = 0; j < count; j++, at++) {
      products[at] = Math.max(0, ownNorms[i] + otherNorms[j] - 2 * products[at]);
    }
  }
  return products;
}

function squaredNorms(points: Float32Array, columns: number): Float64Array {
  const origin = new Float32Array(columns);
  return Float64Array.from({ length: points.length / columns }, (_, row) =>
    squaredDistance(points, row, origin, 0, columns),
  );
}

function centreOf(points: Float32Array, columns: number): Float64Array {
  const centre = new Float64Array(columns);
  points.forEach((value, i) => {
    centre[i % columns] += (value * columns) / points.length;
  });
  return centre;
}

function shift(points: Float32Array, centre: Float64Array): void {
  for (let i = 0; i < points.length; ) for (const value of centre) points[i++] -= value;
}
