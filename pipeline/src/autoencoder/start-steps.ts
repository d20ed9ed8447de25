import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { isDense } from './dense-memory.js';
import { DenseSteps } from './dense-steps.js';
import { shardsOf } from './gradients.js';
import type { Steps, StepsInput } from './steps.js';
import { TensorSteps } from './tensor-steps.js';

/** Multiplications in a training below which starting threads costs more than they save (about half a second). */
const worthThreads = 1e10;

/**
 * @param trainingRows rows of an epoch
 * @param threads at most so many, the caller's included; by default all processors where the training is long enough.
 *   Only the wasm backend is helped: the others have threads of their own.
 */
export async function startSteps(input: StepsInput, trainingRows: number, threads?: number): Promise<Steps> {
  const { network, settings } = input;
  const size = network.weights.reduce((sum, weight) => sum + weight.size, 0);
  const worthwhile = size * trainingRows * settings.epochs > worthThreads;
  const wanted = threads ?? (worthwhile ? availableParallelism() : 1);
  const count = tf.getBackend() === 'wasm' ? Math.min(wanted, shardsOf(settings.batchSize)) : 1;
  return (isDense(settings) ? DenseSteps : TensorSteps).start(input, count);
}
