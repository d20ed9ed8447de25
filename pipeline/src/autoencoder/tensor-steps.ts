import * as tf from '@tensorflow/tfjs-core';
import type { Adam } from './adam.js';
import { GradientThreads } from './gradient-threads.js';
import type { BatchPosition } from './gradients.js';
import type { Losses, Steps, StepsInput } from './steps.js';

/** Steps of any network on any backend, through the ordinary API of TensorFlow.js. */
export class TensorSteps implements Steps {
  private constructor(
    private readonly threads: GradientThreads,
    private readonly adam: Adam,
  ) {}

  static async start(
    { network, adam, features, settings }: StepsInput,
    threads: number,
  ): Promise<TensorSteps> {
    return new TensorSteps(await GradientThreads.start(network, features, settings, threads), adam);
  }

  async take(
    batch: Uint32Array,
    position: BatchPosition,
    learningRate: number,
    accept: (losses: Losses) => void,
  ): Promise<Losses> {
    const { gradients, ...losses } = await this.threads.compute(batch, position);
    accept(losses);
    this.adam.apply(gradients, learningRate);
    tf.dispose(gradients);
    return losses;
  }

  settle(): void {} // the network's own weights are what moves

  close(): Promise<void> {
    return this.threads.close();
  }
}
