import * as tf from '@tensorflow/tfjs-core';
import { type AdamAttributes, AdamStep } from './kernel-names.js';

export const beta1 = 0.9;
export const beta2 = 0.999;
export const epsilon = 1e-8;

/** Adam (Kingma & Ba 2015) over fixed weights, with its state in the open so that a checkpoint can hold it. */
export class Adam {
  /** Running mean and running square of each weight's gradient. */
  readonly moments: readonly (readonly [tf.Variable, tf.Variable])[];
  /** Steps taken; the moments' bias correction depends on it. */
  steps = 0;

  constructor(private readonly weights: readonly tf.Variable[]) {
    this.moments = weights.map((w) => [
      tf.variable(tf.zerosLike(w), false),
      tf.variable(tf.zerosLike(w), false),
    ]);
  }

  /** Counts a step; returns its size with both bias corrections folded in, as the paper does at the end of section 2. */
  nextRate(learningRate: number): number {
    this.steps++;
    return (learningRate * Math.sqrt(1 - beta2 ** this.steps)) / (1 - beta1 ** this.steps);
  }

  /** Moves every weight against its gradient; `gradients[i]` belongs to `weights[i]`. */
  apply(gradients: readonly tf.Tensor[], learningRate: number): void {
    const corrected = this.nextRate(learningRate);
    const fused = tf.getKernel(AdamStep, tf.getBackend()) !== undefined;
    tf.tidy(() => {
      this.weights.forEach((weight, i) => {
        const gradient = gradients[i];
        const [mean, square] = this.moments[i];
        if (fused) {
          const attributes: AdamAttributes = { rate: corrected, beta1, beta2, epsilon };
          const inputs = { weight, gradient, mean, square };
          weight.assign(tf.engine().runKernel(AdamStep, inputs, { ...attributes }) as tf.Tensor);
          return;
        }
        mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
        square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        weight.assign(tf.sub(weight, tf.div(tf.mul(mean, corrected), tf.add(tf.sqrt(square), epsilon))));
      });
    });
  }

  dispose(): void {
    for (const moment of this.moments.flat()) moment.dispose();
  }
}
