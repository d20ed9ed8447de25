import { availableParallelism } from 'node:os';
import { type AutoencoderOptions, autoencoderDefaults, type BackendChoice } from './autoencoder/options.js';
import { availableMemory } from './data/memory.js';
import { type DataOptions, dataDefaults } from './data/options.js';
import { type TsneOptions, tsneDefaults } from './tsne/options.js';

/** What the engine is asked that a run may choose; `TsneOptions` says what each of them means. */
type LayoutOptions = Required<
  Pick<
    TsneOptions,
    | 'earlyExaggeration'
    | 'earlyIterations'
    | 'exaggeration'
    | 'iterations'
    | 'learningRate'
    | 'metric'
    | 'dof'
  >
>;

/** Which library lays out the codes, and how; the field's own names (van der Maaten & Hinton 2008). */
export interface EmbeddingOptions extends LayoutOptions {
  /** `latentscape`: this product's own linear-time engine; `tsne-js`: the npm package, exact and quadratic. */
  readonly engine: 'latentscape' | 'tsne-js';
  /** Effective number of neighbours; several values mix affinities at several scales. */
  readonly perplexity: readonly number[];
  readonly initialization: 'pca' | 'random';
}

export const embeddingDefaults: EmbeddingOptions = {
  engine: 'latentscape',
  perplexity: [tsneDefaults.perplexity],
  earlyExaggeration: tsneDefaults.earlyExaggeration,
  earlyIterations: tsneDefaults.earlyIterations,
  exaggeration: tsneDefaults.exaggeration,
  iterations: tsneDefaults.iterations,
  learningRate: tsneDefaults.learningRate,
  initialization: tsneDefaults.initialization,
  metric: tsneDefaults.metric,
  dof: tsneDefaults.dof,
};

export interface ExportOptions {
  /** Also write the code's columns into `embedding.csv`. */
  readonly codes: boolean;
}

/** Everything that decides a run. */
export interface RunOptions {
  /** Files, folders or the name of a built-in data set. */
  readonly source: readonly string[];
  /** The folder that holds the runs. */
  readonly runs: string;
  /** The run's name; by default made from the data's name and the options that are not the default. */
  readonly name?: string;
  readonly seed: number;
  /** Worker threads; the result does not depend on their number. */
  readonly threads: number;
  /** Bytes that the features may take; more are read from the disk batch by batch. The result does not depend on it. */
  readonly memory: number;
  readonly backend: BackendChoice;
  /** Lay out the rows themselves, for features that are an embedding already. */
  readonly skipAutoencoder: boolean;
  readonly data: DataOptions;
  readonly autoencoder: AutoencoderOptions;
  readonly embedding: EmbeddingOptions;
  readonly export: ExportOptions;
}

/** Every default of a run, in one place. */
export const runDefaults: RunOptions = {
  source: ['mnist'],
  runs: 'runs',
  seed: 1,
  threads: Math.min(8, availableParallelism()),
  memory: Math.floor(availableMemory() / 2),
  backend: 'wasm',
  skipAutoencoder: false,
  data: dataDefaults,
  autoencoder: autoencoderDefaults,
  embedding: embeddingDefaults,
  export: { codes: false },
};
