import { availableParallelism } from 'node:os';
import type { FeatureRows } from '../data/feature-rows.js';
import type { Autoencoder } from './autoencoder.js';
import { isDense } from './dense-memory.js';
import { DensePass } from './dense-pass.js';
import type { Pass } from './pass.js';
import { TensorPass } from './tensor-pass.js';

/** Multiplications below which starting threads costs more than they save (a tenth of a second). */
const worthThreads = 2e9;

/**
 * @param features whose rows pass through, with the model's scaling
 * @param threads at most so many, the caller's included; the result does not depend on them
 */
export async function startPass(
  autoencoder: Autoencoder,
  features: FeatureRows,
  threads = availableParallelism(),
): Promise<Pass> {
  const { network, settings } = autoencoder;
  const size = network.weights.reduce((sum, weight) => sum + weight.size, 0);
  const dense = isDense(settings) && size * features.rows > worthThreads;
  return dense ? DensePass.start(autoencoder, features, threads) : new TensorPass(autoencoder, features);
}
