import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import { InterruptedError, UserError } from '../errors.js';
import { Adam } from './adam.js';
import type { Autoencoder, EpochRecord } from './autoencoder.js';
import { makeBatch, shuffled } from './batches.js';
import { packCheckpoint, setValues, type TrainingState, unpackCheckpoint, valuesOf } from './checkpoint.js';
import { checkFeatures } from './features.js';
import { reconstructionLoss } from './losses.js';
import { startAtMean } from './mean-start.js';
import { createNetwork, type Network } from './network.js';
import type { AutoencoderOptions } from './options.js';
import { Random } from './random.js';
import { evenly, rowsOf } from './rows.js';
import { learningRateShare } from './schedule.js';
import { decideSettings, type Settings } from './settings.js';
import { startSteps } from './start-steps.js';
import type { Losses, Steps } from './steps.js';
import { type TrainingHooks, TrainingReports } from './training-reports.js';

/** Held-out rows that the loss after each epoch looks at; more would cost time and change little. */
const heldOutSample = 5000;
/** How long training computes before other work of the process gets a turn. */
const millisecondsATurn = 50;

/**
 * Trains an autoencoder on the rows whose `split` is 0.
 *
 * The same features, options and seed give the same weights, also when training was stopped and continued from its
 * checkpoint. TensorFlow.js must have a backend: call `useBackend` first.
 * @param split one byte a row: 0 trains, 1 is held out
 * @param options what differs from `autoencoderDefaults`
 * @throws UserError for options that are out of range or do not fit the data, and when the loss stops being a number
 * @throws InterruptedError when `hooks.signal` aborts
 */
export async function trainAutoencoder(
  features: FeatureRows,
  split: Uint8Array,
  options: Partial<AutoencoderOptions> = {},
  hooks: TrainingHooks = {},
): Promise<Autoencoder> {
  const warn = hooks.onWarning ?? (() => {});
  checkFeatures(features, warn);
  const rows = rowsOf(split, 0);
  const settings = decideSettings(options, features, rows.length, warn);
  const training = new Training(features, rows, evenly(rowsOf(split, 1), heldOutSample), settings, hooks);
  return training.run();
}

class Training {
  private readonly network: Network;
  private readonly adam: Adam;
  private readonly stepsPerEpoch: number;
  private state: TrainingState = { history: [] };
  private readonly reports: TrainingReports;
  private turnEnds = 0;
  private lastLoss = Number.NaN;

  constructor(
    private readonly features: FeatureRows,
    private readonly rows: Uint32Array,
    private readonly heldOut: Uint32Array,
    private readonly settings: Settings,
    private readonly hooks: TrainingHooks,
  ) {
    this.network = createNetwork(settings);
    startAtMean(this.network, features, rows, settings);
    this.adam = new Adam(this.network.weights);
    this.stepsPerEpoch = Math.ceil(rows.length / settings.batchSize);
    this.reports = new TrainingReports(hooks, features, { rows, heldOut, stepsPerEpoch: this.stepsPerEpoch });
  }

  async run(): Promise<Autoencoder> {
    const { settings, network, adam, hooks } = this;
    let steps: Steps | undefined;
    try {
      await this.resume();
      steps = await startSteps(
        { network, adam, features: this.features, settings },
        this.rows.length,
        hooks.threads,
      );
      while (this.state.history.length < settings.epochs && !this.outOfPatience()) {
        const record = await this.epoch(this.state.history.length + 1, steps);
        this.state.history.push(record);
        this.rememberBest(record);
        hooks.onEpoch?.(record);
        // At once: the next step belongs to another epoch, and may never come.
        const isLast = this.state.history.length === settings.epochs || this.outOfPatience();
        if (isLast || performance.now() >= this.turnEnds) this.report();
        await hooks.checkpoint?.save(packCheckpoint(settings, network.weights, adam, this.state));
      }
      for (const [i, values] of this.state.best?.weights.entries() ?? [])
        setValues(network.weights[i], values);
      this.reports.sample(this.trained);
      return this.trained;
    } catch (error) {
      network.dispose();
      throw error;
    } finally {
      await steps?.close();
      adam.dispose();
    }
  }

  private async resume(): Promise<void> {
    const saved = await this.hooks.checkpoint?.load();
    if (saved)
      this.state = unpackCheckpoint(saved, this.settings, this.network.weights, this.adam) ?? this.state;
    this.reports.start(this.adam.steps);
  }

  /** The autoencoder as far as it is trained. */
  private get trained(): Autoencoder {
    const { settings, network, state } = this;
    return { settings, network, history: state.history };
  }

  private async epoch(epoch: number, steps: Steps): Promise<EpochRecord> {
    const { batchSize, seed } = this.settings;
    const order = shuffled(this.rows, seed, epoch);
    const sum = { loss: 0, penalty: 0 };
    for (let step = 0; step < this.stepsPerEpoch; step++) {
      const batch = order.subarray(step * batchSize, (step + 1) * batchSize);
      const position = { epoch, step, progress: this.progress() };
      const { loss, penalty } = await steps.take(batch, position, this.learningRate(), (losses) =>
        this.check(losses, epoch),
      );
      sum.loss += loss * batch.length;
      sum.penalty += penalty * batch.length;
      this.lastLoss = loss;
      await this.turn(steps);
    }
    steps.settle();
    return {
      epoch,
      loss: sum.loss / order.length,
      penalty: sum.penalty / order.length,
      heldOutLoss: this.heldOut.length > 0 ? this.heldOutLoss() : undefined,
      learningRate: this.learningRate(),
    };
  }

  private check({ loss, penalty }: Losses, epoch: number): void {
    if (!Number.isFinite(loss + penalty)) throw this.diverged(epoch);
  }

  private learningRate(): number {
    const { learningRate, schedule } = this.settings;
    return learningRate * learningRateShare(schedule, this.progress());
  }

  private progress(): number {
    return this.adam.steps / (this.settings.epochs * this.stepsPerEpoch);
  }

  /** The reconstruction loss of the held-out sample; its noise is the same after every epoch. */
  private heldOutLoss(): number {
    const { batchSize, seed } = this.settings;
    let sum = 0;
    for (let start = 0; start < this.heldOut.length; start += batchSize) {
      const indices = this.heldOut.subarray(start, start + batchSize);
      sum += tf.tidy(() => {
        const batch = makeBatch(this.features, indices, this.settings, new Random(seed, 'noise', 0, start));
        const { logits } = this.network.forward(batch.inputs);
        return reconstructionLoss(batch.targets, logits, this.settings).dataSync()[0] * indices.length;
      });
    }
    return sum / this.heldOut.length;
  }

  /** Lets the process breathe, reports, and stops when asked to. */
  private async turn(steps: Steps): Promise<void> {
    if (performance.now() < this.turnEnds) return;
    this.report();
    if (this.reports.sampleIsDue) {
      steps.settle();
      this.reports.sample(this.trained);
    }
    await nextTurn();
    if (this.hooks.signal?.aborted) throw new InterruptedError('training was interrupted');
    this.turnEnds = performance.now() + millisecondsATurn;
  }

  private report(): void {
    this.reports.progress(this.trained, this.adam.steps, this.lastLoss);
  }

  private rememberBest({ epoch, heldOutLoss }: EpochRecord): void {
    if (this.settings.patience === 0 || heldOutLoss === undefined) return;
    if (this.state.best && this.state.best.heldOutLoss <= heldOutLoss) return;
    this.state.best = { epoch, heldOutLoss, weights: this.network.weights.map(valuesOf) };
  }

  private outOfPatience(): boolean {
    const { best, history } = this.state;
    return best !== undefined && history.length - best.epoch >= this.settings.patience;
  }

  private diverged(epoch: number): UserError {
    return new UserError(
      `training diverged in epoch ${epoch}, step ${this.adam.steps + 1}: the loss is no longer a number; lower --learning-rate (${this.settings.learningRate})`,
      1,
    );
  }
}
