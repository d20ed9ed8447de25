import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradient of every operation
import { SigmoidCrossEntropy } from './kernel-names.js';
import type { Forward } from './network.js';
import type { Settings } from './settings.js';

/**
 * Binary cross-entropy of sigmoid(logits), averaged over rows and features; a scalar.
 *
 * Computed from the logits as max(x, 0) - x·t + log(1 + exp(-|x|)): nothing to clip, and the gradient is
 * (sigmoid(x) - t) / size instead of a chain through sigmoid and two logarithms.
 * @param targets values in [0, 1], `n x columns`
 * @param logits `n x columns`
 */
export function crossEntropyFromLogits(targets: tf.Tensor2D, logits: tf.Tensor2D): tf.Scalar {
  const fused = tf.getKernel(SigmoidCrossEntropy, tf.getBackend()) !== undefined;
  const compute = fused ? fusedCrossEntropy : composedCrossEntropy;
  return tf.customGrad((logit, save) => {
    const [value, gradient] = compute(targets, logit as tf.Tensor2D);
    (save as tf.GradSaveFunc)([gradient]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], dy) };
  })(logits) as tf.Scalar;
}

type LossAndGradient = [loss: tf.Scalar, gradient: tf.Tensor2D];

function fusedCrossEntropy(targets: tf.Tensor2D, logits: tf.Tensor2D): LossAndGradient {
  return tf.engine().runKernel(SigmoidCrossEntropy, { targets, logits }) as unknown as LossAndGradient;
}

function composedCrossEntropy(targets: tf.Tensor2D, logits: tf.Tensor2D): LossAndGradient {
  const soft = tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
  const loss = tf.mean<tf.Scalar>(tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), soft));
  return [loss, tf.div(tf.sub(tf.sigmoid(logits), targets), logits.size)];
}

/** Squared error averaged over rows and features; a scalar. */
export function meanSquaredError(targets: tf.Tensor2D, output: tf.Tensor2D): tf.Scalar {
  return tf.mean<tf.Scalar>(tf.squaredDifference(output, targets));
}

/** Sum of |code| over each row, averaged over rows; a scalar. */
export function l1Sparsity(code: tf.Tensor2D): tf.Scalar {
  return tf.mean<tf.Scalar>(tf.sum(tf.abs(code), 1));
}

/**
 * Kullback–Leibler divergence of each unit's mean activity from `target`, summed over units; a scalar.
 * @param code activities between 0 and 1, `n x codeSize`
 */
export function klSparsity(code: tf.Tensor2D, target: number): tf.Scalar {
  const activity = tf.clipByValue(tf.mean(code, 0), 1e-6, 1 - 1e-6);
  const active = tf.mul(target, tf.sub(Math.log(target), tf.log(activity)));
  const silent = tf.mul(1 - target, tf.sub(Math.log(1 - target), tf.log(tf.sub(1, activity))));
  return tf.sum<tf.Scalar>(tf.add(active, silent));
}

/** Divergence of N(mean, exp(logVariance)) from N(0, 1), summed over each row's code, averaged over rows; a scalar. */
export function gaussianDivergence(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Scalar {
  const terms = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
  return tf.mul(0.5, tf.mean<tf.Scalar>(tf.sum(terms, 1)));
}

/** The reconstruction loss alone, averaged over rows and features; a scalar. */
export function reconstructionLoss(targets: tf.Tensor2D, logits: tf.Tensor2D, settings: Settings): tf.Scalar {
  return settings.loss === 'bce'
    ? crossEntropyFromLogits(targets, logits)
    : meanSquaredError(targets, logits);
}

/**
 * What the variant adds to the reconstruction loss; `undefined` when it adds nothing.
 * @param progress the share of the training that is done, for terms that warm up
 */
export function penalty(
  { code, logVariance }: Forward,
  settings: Settings,
  progress: number,
): tf.Scalar | undefined {
  if (logVariance !== undefined) {
    // The reconstruction loss is a mean over features, so the divergence is shared out over them too.
    return tf.mul(settings.beta / settings.columns, gaussianDivergence(code, logVariance));
  }
  if (settings.sparsity === 0) return undefined;
  const term = settings.sparsityKind === 'l1' ? l1Sparsity(code) : klSparsity(code, settings.sparsityTarget);
  return tf.mul(sparsityWeight(settings, progress), term);
}

/** What large kernels of the encoder cost; `undefined` when nothing. It is no part of `penalty`: every variant has it. */
export function decayTerm(
  decaying: readonly tf.Tensor[],
  { weightDecay }: Pick<Settings, 'weightDecay'>,
): tf.Scalar | undefined {
  if (weightDecay === 0 || decaying.length === 0) return undefined;
  return tf.mul(weightDecay, tf.addN(decaying.map((kernel) => tf.sum<tf.Scalar>(tf.square(kernel)))));
}

/** The weight of the sparsity term once a share of the training is done: it warms up, then stays. */
export function sparsityWeight({ sparsity, sparsityWarmUp }: Settings, progress: number): number {
  return sparsity * (sparsityWarmUp > 0 ? Math.min(1, progress / sparsityWarmUp) : 1);
}
