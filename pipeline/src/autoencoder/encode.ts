import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeatureRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import { InterruptedError, UserError } from '../errors.js';
import type { Autoencoder } from './autoencoder.js';
import type { Pass } from './pass.js';
import { startPass } from './start-pass.js';
import { predict } from './tensor-pass.js';

export interface EncodeHooks {
  readonly onProgress?: (rows: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Threads that compute, by default all processors; the result does not depend on it. */
  readonly threads?: number;
}

/**
 * The codes of all rows, `rows x codeSize`, row-major. Raw features are scaled by the rule stored with the model.
 * @throws UserError when the rows have another number of features than the model was trained on
 * @throws InterruptedError when `hooks.signal` aborts
 */
export async function encode(
  autoencoder: Autoencoder,
  features: FeatureRows,
  hooks: EncodeHooks = {},
): Promise<Float32Array> {
  const { codeSize } = autoencoder.settings;
  const codes = new Float32Array(features.rows * codeSize);
  await passAll(autoencoder, features, hooks, (pass, rows) => {
    codes.set(pass.codes(rows), rows[0] * codeSize);
  });
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
  autoencoder: Autoencoder,
  features: FeatureRows,
  codes: Float32Array,
  hooks: EncodeHooks = {},
): Promise<Float32Array> {
  const { codeSize } = autoencoder.settings;
  const errors = new Float32Array(features.rows);
  await passAll(autoencoder, features, hooks, (pass, rows) => {
    const start = rows[0] * codeSize;
    errors.set(pass.errors(rows, codes.subarray(start, start + rows.length * codeSize)), rows[0]);
  });
  return errors;
}

/** Lets all rows pass through a network, some at a time. */
async function passAll(
  autoencoder: Autoencoder,
  features: FeatureRows,
  { onProgress, signal, threads }: EncodeHooks,
  visit: (pass: Pass, rows: Uint32Array) => void,
): Promise<void> {
  const scaled = withModelScaling(features, autoencoder.settings);
  const pass = await startPass(autoencoder, scaled, threads);
  try {
    for (let start = 0; start < features.rows; start += pass.rowsATime) {
      const end = Math.min(features.rows, start + pass.rowsATime);
      visit(
        pass,
        Uint32Array.from({ length: end - start }, (_, i) => start + i),
      );
      onProgress?.(end, features.rows);
      await nextTurn();
      if (signal?.aborted) throw new InterruptedError('the autoencoder was interrupted');
    }
  } finally {
    pass.close();
  }
}

function withModelScaling(features: FeatureRows, { columns, scaling }: Autoencoder['settings']): FeatureRows {
  if (features.columns !== columns) {
    throw new UserError(`the model expects ${columns} features a row; the data has ${features.columns}`);
  }
  return { ...features, scaling };
}
