import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from './backend.js';
import { setValues } from './checkpoint.js';
import { Control, type GradientWorkerData } from './gradient-threads.js';
import { shardGradients, shardRows } from './gradients.js';
import { createNetwork } from './network.js';

// A thread of GradientThreads: waits for a round, computes its shards of the batch, says that it has finished.
const { features, settings, shared, shards } = workerData as GradientWorkerData;
const { control } = shared;
await useBackend('wasm');
const network = createNetwork(settings);
parentPort?.postMessage('ready');

for (let round = 0; ; round++) {
  Atomics.wait(control, Control.round, round);
  readWeights();
  for (const shard of shards) computeShard(shard);
  if (Atomics.sub(control, Control.unfinished, 1) === 1) Atomics.notify(control, Control.unfinished);
}

function readWeights(): void {
  let at = 0;
  for (const weight of network.weights) {
    setValues(weight, shared.weights.subarray(at, at + weight.size));
    at += weight.size;
  }
}

function computeShard(shard: number): void {
  const batch = shared.rows.subarray(0, control[Control.rows]);
  const rows = shardRows(batch, shard, shared.gradients.length);
  if (rows.length === 0) return;
  const [epoch, step, progress] = shared.position;
  const share = rows.length / batch.length;
  const result = shardGradients(network, features, rows, share, settings, { epoch, step, progress }, shard);
  shared.losses.set([result.loss, result.penalty], 2 * shard);
  let at = 0;
  for (const gradient of result.gradients) {
    shared.gradients[shard].set(gradient.dataSync(), at);
    at += gradient.size;
  }
  tf.dispose(result.gradients);
}
