import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import { makeBatch } from './batches.js';
import { decayTerm, penalty, reconstructionLoss } from './losses.js';
import type { Network } from './network.js';
import { Random } from './random.js';
import type { Settings } from './settings.js';

/** Which batch of a training: the epoch from 1, the step in it from 0. */
export interface BatchPosition {
  readonly epoch: number;
  readonly step: number;
  /** The share of the training that is done, from 0 to 1. */
  readonly progress: number;
}

/** Losses of some rows, and the gradient of their sum with respect to each weight of the network. */
export interface Gradients {
  readonly loss: number;
  readonly penalty: number;
  readonly gradients: tf.Tensor[];
}

/** Fewer rows than this spend more time between the kernels than in them. */
const leastRowsOfShard = 128;
const mostShards = 8;

/**
 * Into how many shards each batch of a training is divided. It follows from the batch size alone, never from the
 * number of threads, so that the sum over shards, and with it the result, is the same on every machine.
 */
export function shardsOf(batchSize: number): number {
  return Math.max(1, Math.min(mostShards, Math.floor(batchSize / leastRowsOfShard)));
}

/** The rows of one shard of a batch; empty when the batch has fewer rows than shards. */
export function shardRows(batch: Uint32Array, shard: number, shards: number): Uint32Array {
  const cut = (part: number) => Math.floor((part * batch.length) / shards);
  return batch.subarray(cut(shard), cut(shard + 1));
}

/**
 * Losses and gradients of one shard, weighted by its share of the batch: summed over shards they are the batch's means.
 * The caller disposes of the gradients.
 * @param rows indices of the shard's rows; at least one
 * @param share rows of the shard / rows of the batch
 */
export function shardGradients(
  network: Network,
  features: FeatureRows,
  rows: Uint32Array,
  share: number,
  settings: Settings,
  { epoch, step, progress }: BatchPosition,
  shard: number,
): Gradients {
  return tf.tidy(() => {
    const random = new Random(settings.seed, 'noise', epoch, step, shard);
    const { inputs, targets, draw } = makeBatch(features, rows, settings, random);
    const values = { loss: 0, penalty: 0 };
    const { grads } = tf.variableGrads(() => {
      const pass = network.forward(inputs, draw);
      const loss = reconstructionLoss(targets, pass.logits, settings);
      const extra = penalty(pass, settings, progress);
      values.loss = share * loss.dataSync()[0];
      values.penalty = extra ? share * extra.dataSync()[0] : 0;
      const terms = [loss, extra, decayTerm(network.decaying, settings)].filter((term) => term !== undefined);
      const total = tf.addN(terms);
      return share === 1 ? total : tf.mul<tf.Scalar>(total, share);
    }, [...network.weights]);
    return { ...values, gradients: network.weights.map(({ name }) => grads[name]) };
  });
}
