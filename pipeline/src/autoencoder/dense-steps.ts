import type * as tf from '@tensorflow/tfjs-core';
import { beta1, beta2, epsilon } from './adam.js';
import { setValues } from './checkpoint.js';
import { DenseMemory } from './dense-memory.js';
import { type BatchPosition, shardsOf } from './gradients.js';
import { sparsityWeight } from './losses.js';
import { Random } from './random.js';
import type { Losses, Steps, StepsInput } from './steps.js';

/** Weights that one call of Adam's kernel moves. */
const span = 16_384;

/**
 * Steps of a network of dense layers by kernels of our own, on memory that all threads share. They compute what
 * `TensorSteps` does, without its copies: it is the readable twin, and the way on every other backend.
 */
export class DenseSteps implements Steps {
  private constructor(
    private readonly input: StepsInput,
    private readonly dense: DenseMemory,
  ) {}

  static async start(input: StepsInput, threads: number): Promise<DenseSteps> {
    const { features, settings } = input;
    const { batchSize: rows } = settings;
    const work = { rows, shards: shardsOf(rows), threads, trains: true };
    const steps = new DenseSteps(input, await DenseMemory.start(settings, features, work));
    for (const [variables, address] of steps.places()) steps.dense.load(variables, address);
    return steps;
  }

  async take(
    batch: Uint32Array,
    position: BatchPosition,
    learningRate: number,
    accept: (losses: Losses) => void,
  ): Promise<Losses> {
    const { plan, team } = this.dense;
    const { settings, adam } = this.input;
    this.dense.show(batch);
    this.seedNoise(position);
    const shards = shardsOf(settings.batchSize);
    const sparsity = sparsityWeight(settings, position.progress);
    team.run('shardGradients', shards, plan.plan, batch.length, sparsity);
    const losses = { loss: 0, penalty: 0 };
    const parts = this.dense.doubles(plan.losses, 2 * shards);
    for (let shard = 0; shard < shards; shard++) {
      losses.loss += parts[2 * shard];
      losses.penalty += parts[2 * shard + 1];
    }
    accept(losses);
    const rate = adam.nextRate(learningRate);
    team.run('moveWeights', Math.ceil(plan.size / span), plan.plan, span, rate, beta1, beta2, epsilon);
    return losses;
  }

  /** Starts each shard's generator where `shardGradients` of gradients.ts starts it. */
  private seedNoise({ epoch, step }: BatchPosition): void {
    const { noiseStates } = this.dense.plan;
    const { seed, batchSize } = this.input.settings;
    if (noiseStates === 0) return;
    for (let shard = 0; shard < shardsOf(batchSize); shard++) {
      const { words } = new Random(seed, 'noise', epoch, step, shard);
      this.dense.words(noiseStates + 16 * shard, words.length).set(words);
    }
  }

  settle(): void {
    for (const [variables, address] of this.places()) {
      for (const [variable, values] of this.dense.along(variables, address))
        setValues(variable, values.slice());
    }
  }

  async close(): Promise<void> {
    this.dense.close();
  }

  /** The variables of TensorFlow.js that the shared memory holds, and where. */
  private places(): [variables: readonly tf.Variable[], address: number][] {
    const { plan } = this.dense;
    const { network, adam } = this.input;
    return [
      [network.weights, plan.weights],
      [adam.moments.map(([mean]) => mean), plan.mean],
      [adam.moments.map(([, square]) => square), plan.square],
    ];
  }
}
