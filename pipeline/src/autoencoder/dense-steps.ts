import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { type FeatureRows, holdBytes, takeRows } from '../data/feature-rows.js';
import { Team } from '../threads/team.js';
import { beta1, beta2, epsilon } from './adam.js';
import { scaleRows } from './batches.js';
import { setValues, valuesOf } from './checkpoint.js';
import { type DensePlan, planDense } from './dense-plan.js';
import { type BatchPosition, shardsOf } from './gradients.js';
import { sparsityWeight } from './losses.js';
import { Random } from './random.js';
import type { Settings } from './settings.js';
import type { Losses, Steps, StepsInput } from './steps.js';

/** Weights that one call of Adam's kernel moves. */
const span = 16_384;

/** Whether the settings are for dense layers with a code that is not drawn, on the wasm backend. */
export function trainsDensely({ variants }: Settings): boolean {
  const dense = !variants.includes('convolutional') && !variants.includes('variational');
  return dense && tf.getBackend() === 'wasm';
}

/**
 * Steps of a network of dense layers by kernels of our own, on memory that all threads share. They compute what
 * `TensorSteps` does, without its copies: it is the readable twin, and the way on every other backend.
 */
export class DenseSteps implements Steps {
  private constructor(
    private readonly input: StepsInput,
    private readonly plan: DensePlan,
    private readonly memory: WebAssembly.Memory,
    private readonly team: Team,
  ) {}

  static async start(input: StepsInput, threads: number): Promise<DenseSteps> {
    const { features, settings } = input;
    const byteValues = valuesOfBytes(features);
    const plan = planDense(settings, shardsOf(settings.batchSize), threads, byteValues !== undefined);
    const memory = new WebAssembly.Memory({
      initial: Math.ceil(plan.bytes / 65_536),
      maximum: 65_536,
      shared: true,
    });
    const view = new DataView(memory.buffer);
    for (const [address, value] of plan.words) view.setUint32(address, value, true);
    for (const [address, value] of plan.doubles) view.setFloat64(address, value, true);
    const bytes = await readFile(new URL('dense.wasm', import.meta.url));
    const team = await Team.start(await WebAssembly.compile(new Uint8Array(bytes)), memory, threads);
    const steps = new DenseSteps(input, plan, memory, team);
    if (byteValues) steps.floats(plan.byteValues, 256).set(byteValues);
    for (const [variables, address] of steps.places()) {
      for (const [variable, values] of steps.along(variables, address)) values.set(valuesOf(variable));
    }
    return steps;
  }

  async take(
    batch: Uint32Array,
    position: BatchPosition,
    learningRate: number,
    accept: (losses: Losses) => void,
  ): Promise<Losses> {
    const { plan, team } = this;
    const { settings, adam } = this.input;
    this.show(batch);
    this.seedNoise(position);
    const shards = shardsOf(settings.batchSize);
    const sparsity = sparsityWeight(settings, position.progress);
    team.run('shardGradients', shards, plan.plan, batch.length, sparsity);
    const losses = { loss: 0, penalty: 0 };
    const parts = new Float64Array(this.memory.buffer, plan.losses, 2 * shards);
    for (let shard = 0; shard < shards; shard++) {
      losses.loss += parts[2 * shard];
      losses.penalty += parts[2 * shard + 1];
    }
    accept(losses);
    const rate = adam.nextRate(learningRate);
    team.run('moveWeights', Math.ceil(plan.size / span), plan.plan, span, rate, beta1, beta2, epsilon);
    return losses;
  }

  /** Puts the rows of a batch where the kernels read them. */
  private show(batch: Uint32Array): void {
    const { plan, memory } = this;
    const { features } = this.input;
    const { columns } = features;
    if (plan.byteValues === 0) {
      this.floats(plan.rows, batch.length * columns).set(scaleRows(features, batch));
      return;
    }
    const bytes = new Uint8Array(memory.buffer, plan.bytesOfRows, batch.length * columns);
    takeRows(features, batch, bytes);
  }

  /** Starts each shard's generator where `shardGradients` of gradients.ts starts it. */
  private seedNoise({ epoch, step }: BatchPosition): void {
    const { noiseStates } = this.plan;
    const { seed, batchSize } = this.input.settings;
    if (noiseStates === 0) return;
    for (let shard = 0; shard < shardsOf(batchSize); shard++) {
      const { words } = new Random(seed, 'noise', epoch, step, shard);
      new Uint32Array(this.memory.buffer, noiseStates + 16 * shard, words.length).set(words);
    }
  }

  settle(): void {
    for (const [variables, address] of this.places()) {
      for (const [variable, values] of this.along(variables, address)) setValues(variable, values.slice());
    }
  }

  async close(): Promise<void> {
    this.team.close();
  }

  /** The variables of TensorFlow.js that the shared memory holds, and where. */
  private places(): [variables: readonly tf.Variable[], address: number][] {
    const { plan } = this;
    const { network, adam } = this.input;
    return [
      [network.weights, plan.weights],
      [adam.moments.map(([mean]) => mean), plan.mean],
      [adam.moments.map(([, square]) => square), plan.square],
    ];
  }

  private along(variables: readonly tf.Variable[], address: number): [tf.Variable, Float32Array][] {
    let at = address;
    return variables.map((variable) => {
      const values = this.floats(at, variable.size);
      at += 4 * variable.size;
      return [variable, values];
    });
  }

  private floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }
}

/** What each byte is after scaling, where rows are bytes and all columns are scaled alike. */
function valuesOfBytes(features: FeatureRows): Float32Array | undefined {
  const { scaling } = features;
  if (!holdBytes(features)) return undefined;
  if (typeof scaling.offset !== 'number' || typeof scaling.factor !== 'number') return undefined;
  return scaleRows(
    { rows: 256, columns: 1, values: Uint8Array.from({ length: 256 }, (_, byte) => byte), scaling },
    Uint32Array.from({ length: 256 }, (_, byte) => byte),
  );
}
