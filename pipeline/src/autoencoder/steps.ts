import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import type { Adam } from './adam.js';
import { isDense } from './dense-memory.js';
import { DenseSteps } from './dense-steps.js';
import { type BatchPosition, shardsOf } from './gradients.js';
import type { Network } from './network.js';
import type { Settings } from './settings.js';
import { TensorSteps } from './tensor-steps.js';

/** Losses of a batch, averaged over its rows. */
export interface Losses {
  readonly loss: number;
  readonly penalty: number;
}

/** What steps are taken with. */
export interface StepsInput {
  readonly network: Network;
  readonly adam: Adam;
  readonly features: FeatureRows;
  readonly settings: Settings;
}

/** What takes the steps of a training. */
export interface Steps {
  /**
   * One step of Adam on a batch.
   * @param batch indices of its rows
   * @param accept is asked before anything moves; what it throws ends the training
   */
  take(
    batch: Uint32Array,
    position: BatchPosition,
    learningRate: number,
    accept: (losses: Losses) => void,
  ): Promise<Losses>;
  /** Brings the network's weights and Adam's moments to where training is. */
  settle(): void;
  close(): Promise<void>;
}

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
