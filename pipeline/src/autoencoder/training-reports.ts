import type { FeatureRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import type { Autoencoder, EpochRecord } from './autoencoder.js';
import { reconstruct } from './encode.js';
import { evenly } from './rows.js';

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

/** What a training learns from. */
interface TrainingRows {
  readonly rows: Uint32Array;
  readonly heldOut: Uint32Array;
  readonly stepsPerEpoch: number;
}

/** Tells whoever listens how far a training has come, and shows what its network makes of some rows by then. */
export class TrainingReports {
  private started = { at: performance.now(), step: 0 };
  private nextSample = 0;

  constructor(
    private readonly hooks: TrainingHooks,
    private readonly features: FeatureRows,
    private readonly training: TrainingRows,
  ) {}

  /** Speed is measured from here on. @param step steps that were taken before, in another process */
  start(step: number): void {
    this.started = { at: performance.now(), step };
  }

  /** @param step steps taken @param loss of the last batch */
  progress({ settings, history }: Autoencoder, step: number, loss: number): void {
    const { rows, stepsPerEpoch } = this.training;
    const steps = settings.epochs * stepsPerEpoch;
    const seconds = (performance.now() - this.started.at) / 1000;
    const stepsPerSecond = (step - this.started.step) / seconds;
    this.hooks.onStep?.({
      epoch: Math.ceil(step / stepsPerEpoch),
      epochs: settings.epochs,
      step,
      steps,
      loss,
      heldOutLoss: history.at(-1)?.heldOutLoss,
      rowsPerSecond: (stepsPerSecond * rows.length) / stepsPerEpoch,
      secondsLeft: (steps - step) / stepsPerSecond,
    });
  }

  get sampleIsDue(): boolean {
    return this.hooks.onSample !== undefined && performance.now() >= this.nextSample;
  }

  /** Shows how some rows are rebuilt by now, if anybody looks. */
  sample(trained: Autoencoder): void {
    const { hooks, features } = this;
    if (!hooks.onSample) return;
    const { settings, history } = trained;
    const rows = this.sampledRows();
    hooks.onSample({
      epoch: Math.min(settings.epochs, history.length + 1),
      rows,
      originals: scaleRows({ ...features, scaling: settings.scaling }, rows),
      reconstructions: reconstruct(trained, features, rows),
    });
    this.nextSample = performance.now() + millisecondsASample;
  }

  private sampledRows(): Uint32Array {
    const { rows, heldOut } = this.training;
    const affordable = Math.floor(mostSampleValues / this.features.columns);
    return evenly(heldOut.length > 0 ? heldOut : rows, Math.max(1, Math.min(mostSampleRows, affordable)));
  }
}
