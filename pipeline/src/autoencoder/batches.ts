import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import { Random } from './random.js';
import type { Settings } from './settings.js';

/** The training rows in the order of one epoch, which depends on the seed and the epoch alone. */
export function shuffled(rows: Uint32Array, seed: number, epoch: number): Uint32Array {
  const order = rows.slice();
  new Random(seed, 'shuffle', epoch).shuffle(order);
  return order;
}

/** One batch as the network sees it. */
export interface Batch {
  /** What the network is shown: `targets`, corrupted where the variant denoises. */
  readonly inputs: tf.Tensor2D;
  /** What it should reconstruct, `n x columns`, scaled. */
  readonly targets: tf.Tensor2D;
  /** Variational: what the code is sampled with, `n x codeSize`. */
  readonly draw?: tf.Tensor2D;
}

/** @param random draws the corruption and the sampling; the caller makes one for each batch */
export function makeBatch(
  features: FeatureRows,
  indices: ArrayLike<number>,
  settings: Settings,
  random: Random,
): Batch {
  const shape: [number, number] = [indices.length, features.columns];
  const clean = scaleRows(features, indices);
  const targets = tf.tensor2d(clean, shape);
  const inputs = settings.noise > 0 ? tf.tensor2d(corrupt(clean, settings, random), shape) : targets;
  if (!settings.variants.includes('variational')) return { inputs, targets };
  const draw = Float32Array.from({ length: indices.length * settings.codeSize }, () => random.normal());
  return { inputs, targets, draw: tf.tensor2d(draw, [indices.length, settings.codeSize]) };
}

/**
 * A corrupted copy of scaled values, as the denoising variants see them (Vincent et al. 2010). Gaussian noise is
 * clipped to [0, 1] where the features live there (`loss` bce).
 */
export function corrupt(
  clean: Float32Array,
  { noise, noiseKind, loss }: Pick<Settings, 'noise' | 'noiseKind' | 'loss'>,
  random: Random,
): Float32Array {
  const noisy = clean.slice();
  for (let i = 0; i < noisy.length; i++) {
    if (noiseKind === 'gaussian') {
      const value = noisy[i] + noise * random.normal();
      noisy[i] = loss === 'bce' ? Math.min(1, Math.max(0, value)) : value;
    } else {
      const u = random.uniform();
      if (u < noise) noisy[i] = noiseKind === 'salt-and-pepper' && u < noise / 2 ? 1 : 0;
    }
  }
  return noisy;
}
