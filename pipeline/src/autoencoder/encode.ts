import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FeatureRows } from '../data/feature-rows.js';
import { InterruptedError, UserError } from '../errors.js';
import type { Autoencoder } from './autoencoder.js';
import { scaleRows } from './batches.js';

export interface EncodeHooks {
  readonly onProgress?: (rows: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows that pass through the network at once. */
const rowsATime = 1000;

/**
 * The codes of all rows, `rows x codeSize`, row-major. Raw features are scaled by the rule stored with the model.
 * @throws UserError when the rows have another number of features than the model was trained on
 * @throws InterruptedError when `hooks.signal` aborts
 */
export async function encode(
  { network, settings }: Autoencoder,
  features: FeatureRows,
  { onProgress, signal }: EncodeHooks = {},
): Promise<Float32Array> {
  const { codeSize } = settings;
  const scaled = withModelScaling(features, settings);
  const codes = new Float32Array(features.rows * codeSize);
  for (let start = 0; start < features.rows; start += rowsATime) {
    const batch = scaleRows(scaled, range(start, Math.min(features.rows, start + rowsATime)));
    codes.set(predict(network.encoder, batch, settings.columns), start * codeSize);
    onProgress?.(Math.min(features.rows, start + rowsATime), features.rows);
    await nextTurn();
    if (signal?.aborted) throw new InterruptedError('encoding was interrupted');
  }
  return codes;
}

/**
 * Reconstructions of codes in the scaled units of the features, `n x columns`.
 * @param codes `n x codeSize`
 */
export function decode({ network, settings }: Autoencoder, codes: Float32Array): Float32Array {
  return predict(network.decoder, codes, settings.codeSize);
}

/** Reconstructions of some rows, `indices.length x columns`, scaled. */
export function reconstruct(
  { network, settings }: Autoencoder,
  features: FeatureRows,
  indices: ArrayLike<number>,
): Float32Array {
  const batch = scaleRows(withModelScaling(features, settings), indices);
  return predict(network.autoencoder, batch, settings.columns);
}

/**
 * Mean squared error of each row's reconstruction, over its features in scaled units; one number a row.
 * @param codes of the rows, `rows x codeSize`
 * @throws InterruptedError when `hooks.signal` aborts
 */
export async function reconstructionErrors(
  { network, settings }: Autoencoder,
  features: FeatureRows,
  codes: Float32Array,
  { onProgress, signal }: EncodeHooks = {},
): Promise<Float32Array> {
  const { columns, codeSize } = settings;
  const scaled = withModelScaling(features, settings);
  const errors = new Float32Array(features.rows);
  const room = new Float32Array(Math.min(features.rows, rowsATime) * columns);
  for (let start = 0; start < features.rows; start += rowsATime) {
    const end = Math.min(features.rows, start + rowsATime);
    const count = end - start;
    const clean = scaleRows(scaled, range(start, end), room.subarray(0, count * columns));
    const means = tf.tidy(() => {
      const known = tf.tensor2d(codes.subarray(start * codeSize, end * codeSize), [count, codeSize]);
      const output = network.decoder.apply(known) as tf.Tensor2D;
      return tf.mean(tf.squaredDifference(output, tf.tensor2d(clean, [count, columns])), 1);
    });
    errors.set(means.dataSync(), start);
    means.dispose();
    onProgress?.(end, features.rows);
    await nextTurn();
    if (signal?.aborted) throw new InterruptedError('measuring reconstructions was interrupted');
  }
  return errors;
}

function predict(model: LayersModel, values: Float32Array, width: number): Float32Array {
  const rows = tf.tensor2d(values, [values.length / width, width]);
  const output = tf.tidy(() => model.apply(rows) as tf.Tensor);
  const result = output.dataSync() as Float32Array;
  tf.dispose([rows, output]);
  return result;
}

function withModelScaling(features: FeatureRows, { columns, scaling }: Autoencoder['settings']): FeatureRows {
  if (features.columns !== columns) {
    throw new UserError(`the model expects ${columns} features a row; the data has ${features.columns}`);
  }
  return { ...features, scaling };
}

function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, i) => start + i);
}
