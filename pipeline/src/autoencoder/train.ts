import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRows } from '../data/feature-rows.js';
import { InterruptedError, UserError } from '../errors.js';
import { Adam } from './adam.js';
import type { Autoencoder, EpochRecord } from './autoencoder.js';
import { makeBatch, scaleRows, shuffled } from './batches.js';
import { packCheckpoint, setValues, type TrainingState, unpackCheckpoint, valuesOf } from './checkpoint.js';
import { reconstruct } from './encode.js';
import { checkFeatures } from './features.js';
import { reconstructionLoss } from './losses.js';
import { startAtMean } from './mean-start.js';
import { createNetwork, type Network } from './network.js';
import type { AutoencoderOptions } from './options.js';
import { Random } from './random.js';
import { learningRateShare } from './schedule.js';
import { decideSettings, type Settings } from './settings.js';
import { startSteps } from './start-steps.js';
import type { Losses, Steps } from './steps.js';

export interface TrainingProgress {
  /** The epoch under way, 1 for the first, of `epochs`. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps taken and steps in all. */
  readonly step: number;
  readonly steps: number;
  /** Reconstruction loss of the last batch. */
  readonly loss: number;
  /** Reconstruction loss on held-out rows when the last epoch had ended; undefined before, and where no row is held out. */
  readonly heldOutLoss?: number;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number;
}

/** How some rows are rebuilt at a moment of the training. */
export interface ReconstructionSample {
  readonly epoch: number;
  /** Held-out rows where there are any, evenly spread. */
  readonly rows: Uint32Array;
  /** Scaled features of those rows, `rows.length x columns`. */
  readonly originals: Float32Array;
  /** What the network makes of them, `rows.length x columns`. */
  readonly reconstructions: Float32Array;
}

export interface TrainingHooks {
  /** Called some ten times a second, and at the end. */
  readonly onStep?: (progress: TrainingProgress) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  /** Called at the start, then every other second, and with the trained network. */
  readonly onSample?: (sample: ReconstructionSample) => void;
  /** Something the user should know, in one sentence. */
  readonly onWarning?: (text: string) => void;
  /** Where the state after each epoch is kept; `load` returns what was saved last, if anything. */
  readonly checkpoint?: {
    load(): Promise<Uint8Array | undefined>;
    save(bytes: Uint8Array): Promise<void>;
  };
  readonly signal?: AbortSignal;
  /** Threads that compute, by default all processors where that pays; the weights do not depend on it. */
  readonly threads?: number;
}

/** Rows of a sample, fewer where they have many features. */
const mostSampleRows = 8;
const mostSampleValues = 100_000;
const millisecondsASample = 2_000;

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
  private readonly started = { at: performance.now(), step: 0 };
  private turnEnds = 0;
  private lastLoss = Number.NaN;
  private nextSample = 0;

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
      this.sample();
      return { settings, network, history: this.state.history };
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
    this.started.step = this.adam.steps;
    this.started.at = performance.now();
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
  private async turn(taker: Steps): Promise<void> {
    const { hooks } = this;
    if (performance.now() < this.turnEnds) return;
    this.report();
    if (hooks.onSample && performance.now() >= this.nextSample) {
      taker.settle();
      this.sample();
    }
    await nextTurn();
    if (hooks.signal?.aborted) throw new InterruptedError('training was interrupted');
    this.turnEnds = performance.now() + millisecondsATurn;
  }

  private report(): void {
    const { hooks, settings, adam, started, stepsPerEpoch } = this;
    const steps = settings.epochs * stepsPerEpoch;
    const seconds = (performance.now() - started.at) / 1000;
    const stepsPerSecond = (adam.steps - started.step) / seconds;
    hooks.onStep?.({
      epoch: Math.ceil(adam.steps / stepsPerEpoch),
      epochs: settings.epochs,
      step: adam.steps,
      steps,
      loss: this.lastLoss,
      heldOutLoss: this.state.history.at(-1)?.heldOutLoss,
      rowsPerSecond: (stepsPerSecond * this.rows.length) / stepsPerEpoch,
      secondsLeft: (steps - adam.steps) / stepsPerSecond,
    });
  }

  /** Shows how some rows are rebuilt by now. */
  private sample(): void {
    const { hooks, settings, network, features, state } = this;
    if (!hooks.onSample) return;
    const count = Math.floor(mostSampleValues / features.columns);
    const rows = evenly(
      this.heldOut.length > 0 ? this.heldOut : this.rows,
      Math.max(1, Math.min(mostSampleRows, count)),
    );
    hooks.onSample({
      epoch: Math.min(settings.epochs, state.history.length + 1),
      rows,
      originals: scaleRows({ ...features, scaling: settings.scaling }, rows),
      reconstructions: reconstruct({ settings, network, history: state.history }, features, rows),
    });
    this.nextSample = performance.now() + millisecondsASample;
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

/** The indices of the rows on one side of the split. */
function rowsOf(split: Uint8Array, side: 0 | 1): Uint32Array {
  const rows = new Uint32Array(split.length);
  let count = 0;
  for (let row = 0; row < split.length; row++) if (split[row] === side) rows[count++] = row;
  return rows.slice(0, count);
}

/** At most `count` of the rows, evenly spread. */
function evenly(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}
