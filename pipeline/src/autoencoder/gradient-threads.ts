import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import { valuesOf } from './checkpoint.js';
import { type BatchPosition, type Gradients, shardGradients, shardRows, shardsOf } from './gradients.js';
import type { Network } from './network.js';
import type { Settings } from './settings.js';

/** The memory that the threads of a training share. */
export interface SharedBatch {
  /** Numbers of `Control`, for Atomics. */
  readonly control: Int32Array;
  /** Epoch, step and progress of the batch. */
  readonly position: Float64Array;
  /** Row indices of the batch. */
  readonly rows: Uint32Array;
  /** All weights of the network, one after the other. */
  readonly weights: Float32Array;
  /** For each shard the gradients of all weights, one after the other. */
  readonly gradients: readonly Float32Array[];
  /** For each shard its loss and penalty. */
  readonly losses: Float64Array;
}

/** Where each number of `SharedBatch.control` stands. */
export const Control = { round: 0, unfinished: 1, rows: 2 } as const;

/** What a worker is started with. */
export interface GradientWorkerData {
  readonly features: FeatureRows;
  readonly settings: Settings;
  readonly shared: SharedBatch;
  /** The shards that this worker computes. */
  readonly shards: readonly number[];
}

/**
 * Gradients of batches, computed by several threads: a batch is divided into shards, this thread computes some of them
 * and workers, each with a TensorFlow.js and a copy of the network of its own, the others. The sum runs over the shards
 * in order, so the result does not depend on the number of threads.
 */
export class GradientThreads {
  private failure?: Error;

  private constructor(
    private readonly network: Network,
    private readonly features: FeatureRows,
    private readonly settings: Settings,
    private readonly shared: SharedBatch,
    private readonly workers: readonly Worker[],
  ) {
    for (const worker of workers) {
      worker.on('error', (error) => {
        this.failure = error;
      });
      worker.on('exit', () => {
        this.failure ??= endedEarly();
      });
    }
  }

  /** @param count threads, this one included; more than the batch has shards would have nothing to do */
  static async start(
    network: Network,
    features: FeatureRows,
    settings: Settings,
    count: number,
  ): Promise<GradientThreads> {
    const size = network.weights.reduce((sum, weight) => sum + weight.size, 0);
    const shards = shardsOf(settings.batchSize);
    const shared = shareMemory(settings.batchSize, size, shards);
    const data = count > 1 ? share(features) : features;
    const workers = Array.from({ length: count - 1 }, (_, i) =>
      startWorker({ features: data, settings, shared, shards: shardsOfThread(i + 1, count, shards) }),
    );
    const threads = new GradientThreads(network, data, settings, shared, workers);
    try {
      await Promise.all(workers.map(ready));
    } catch (error) {
      await threads.close();
      throw error;
    }
    return threads;
  }

  /** Mean losses of a batch and their gradients; the caller disposes of these. */
  async compute(batch: Uint32Array, position: BatchPosition): Promise<Gradients> {
    this.begin(batch, position);
    const { shared, settings, features, network } = this;
    const shards = shared.gradients.length;
    const own = shardsOfThread(0, this.workers.length + 1, shards).map((shard) => {
      const rows = shardRows(batch, shard, shards);
      if (rows.length === 0) return undefined;
      return shardGradients(network, features, rows, rows.length / batch.length, settings, position, shard);
    });
    await this.finished();
    const parts = Array.from({ length: shards }, (_, shard) => {
      if (shardRows(batch, shard, shards).length === 0) return undefined;
      const thread = shard % (this.workers.length + 1);
      return thread === 0 ? own[Math.floor(shard / (this.workers.length + 1))] : this.received(shard);
    });
    return sum(parts.filter((part) => part !== undefined));
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.removeAllListeners();
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  /** Sets the workers to work. */
  private begin(batch: Uint32Array, { epoch, step, progress }: BatchPosition): void {
    if (this.workers.length === 0) return;
    const { control, rows, weights } = this.shared;
    rows.set(batch);
    let at = 0;
    for (const weight of this.network.weights) {
      weights.set(valuesOf(weight), at);
      at += weight.size;
    }
    control[Control.rows] = batch.length;
    this.shared.position.set([epoch, step, progress]);
    Atomics.store(control, Control.unfinished, this.workers.length);
    Atomics.add(control, Control.round, 1);
    Atomics.notify(control, Control.round);
  }

  private async finished(): Promise<void> {
    const { control } = this.shared;
    for (;;) {
      const unfinished = Atomics.load(control, Control.unfinished);
      if (unfinished === 0 || this.workers.length === 0) return;
      if (Atomics.wait(control, Control.unfinished, unfinished, 200) !== 'timed-out') continue;
      await nextTurn(); // lets the news of a worker that failed arrive
      if (this.failure) throw this.failure;
    }
  }

  /** What a worker computed for a shard. */
  private received(shard: number): Gradients {
    const { gradients, losses } = this.shared;
    let at = 0;
    return {
      loss: losses[2 * shard],
      penalty: losses[2 * shard + 1],
      gradients: this.network.weights.map(({ size, shape }) => {
        at += size;
        return tf.tensor(gradients[shard].subarray(at - size, at), shape);
      }),
    };
  }
}

function sum(parts: readonly Gradients[]): Gradients {
  return parts.reduce((total, part) => ({
    loss: total.loss + part.loss,
    penalty: total.penalty + part.penalty,
    gradients: total.gradients.map((gradient, i) => {
      const both = tf.add(gradient, part.gradients[i]);
      tf.dispose([gradient, part.gradients[i]]);
      return both;
    }),
  }));
}

/** Shards are dealt out to the threads in turn. */
function shardsOfThread(thread: number, threads: number, shards: number): number[] {
  return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => shard % threads === thread);
}

function shareMemory(batchSize: number, weights: number, shards: number): SharedBatch {
  const floats = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(Control).length)),
    position: new Float64Array(new SharedArrayBuffer(24)),
    rows: new Uint32Array(new SharedArrayBuffer(4 * batchSize)),
    weights: floats(weights),
    gradients: Array.from({ length: shards }, () => floats(weights)),
    losses: new Float64Array(new SharedArrayBuffer(16 * shards)),
  };
}

/** Features that threads read without copies of their own. */
function share(features: FeatureRows): FeatureRows {
  if ('file' in features || features.values.buffer instanceof SharedArrayBuffer) return features;
  const { values } = features;
  const memory = new SharedArrayBuffer(values.byteLength);
  const shared = values instanceof Uint8Array ? new Uint8Array(memory) : new Float32Array(memory);
  shared.set(values);
  return { ...features, values: shared };
}

function startWorker(workerData: GradientWorkerData): Worker {
  return new Worker(new URL('gradient-worker.js', import.meta.url), { workerData });
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(endedEarly()));
  });
}

function endedEarly(): Error {
  return new Error('a training thread ended unexpectedly');
}
