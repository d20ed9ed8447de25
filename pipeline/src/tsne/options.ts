import { UserError } from '../errors.js';

export type Metric = 'euclidean' | 'cosine';
export type Gradient = 'auto' | 'exact' | 'fft';
export type Initialization = 'pca' | 'random' | Float32Array;

/** Options of `tsne`; the defaults are in `defaults`. */
export interface TsneOptions {
  /** Rows of the input; needed for vectors. */
  readonly rows?: number;
  /** Columns of the input; needed for vectors. */
  readonly columns?: number;
  /** Effective number of neighbours (van der Maaten and Hinton 2008), or several for multiscale affinities. */
  readonly perplexity?: number | readonly number[];
  /** Factor on the attraction during the first `earlyIterations`. */
  readonly earlyExaggeration?: number;
  readonly earlyIterations?: number;
  /** Factor on the attraction afterwards, for `iterations`. */
  readonly exaggeration?: number;
  readonly iterations?: number;
  /** `auto`: rows / exaggeration of each of the two stretches (Belkina et al. 2019). */
  readonly learningRate?: number | 'auto';
  readonly earlyMomentum?: number;
  readonly momentum?: number;
  /** `pca` (first two principal components, standard deviation 1e-4), `random`, or coordinates `rows x 2`. */
  readonly initialization?: Initialization;
  /** `cosine` scales the rows to length 1 and measures Euclidean distance. */
  readonly metric?: Metric;
  /** Degrees of freedom of the similarity (1 + d²/dof)^-dof; below 1 the tails are heavier (Kobak et al. 2019). */
  readonly dof?: number;
  /** `exact`: all pairs; `fft`: the particle mesh; `auto`: whichever is faster for so many rows. */
  readonly gradient?: Gradient;
  /** Threads to use, at most; the result is the same for any number. */
  readonly threads?: number;
  readonly seed?: number;
  /** Compare all pairs of rows in the search for neighbours, whatever their number. */
  readonly exactNeighbours?: boolean;
  /** How many nearest neighbours of each row to return. */
  readonly returnNeighbours?: number;
  /** Iterations between two calls of `onIteration`. */
  readonly reportEvery?: number;
  readonly onProgress?: (progress: TsneProgress) => void;
  readonly onIteration?: (state: TsneIteration) => void;
  /** Stops the work and rejects the promise with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How far a phase has come. */
export interface TsneProgress {
  readonly phase: 'cells' | 'neighbours' | 'affinities' | 'optimisation';
  readonly done: number;
  readonly total: number;
}

/** The state after `iteration` of `total` iterations. */
export interface TsneIteration {
  readonly iteration: number;
  readonly total: number;
  readonly exaggeration: number;
  /** Kullback-Leibler divergence of `embedding` from the affinities, without exaggeration. */
  readonly klDivergence: number;
  /** A copy of the embedding, `rows x 2`, interleaved x and y. */
  readonly embedding: Float32Array;
}

export const defaults = {
  perplexity: 30,
  earlyExaggeration: 12,
  earlyIterations: 250,
  exaggeration: 1,
  iterations: 500,
  learningRate: 'auto',
  earlyMomentum: 0.5,
  momentum: 0.8,
  initialization: 'pca',
  metric: 'euclidean',
  dof: 1,
  gradient: 'auto',
  seed: 1,
  exactNeighbours: false,
  returnNeighbours: 0,
  reportEvery: 50,
} as const;

/** What the worker needs of the options. */
export interface Settings {
  readonly rows: number;
  readonly columns: number;
  readonly perplexities: readonly number[];
  readonly earlyExaggeration: number;
  readonly earlyIterations: number;
  readonly exaggeration: number;
  readonly iterations: number;
  readonly learningRate: number | 'auto';
  readonly earlyMomentum: number;
  readonly momentum: number;
  readonly initialization: Initialization;
  readonly metric: Metric;
  readonly dof: number;
  readonly gradient: Gradient;
  readonly seed: number;
  readonly exactNeighbours: boolean;
  readonly returnNeighbours: number;
  readonly reportEvery: number;
}

/** Applies defaults and checks every option; `rows` and `columns` are those of the input. */
export function settingsOf(options: TsneOptions, rows: number, columns: number): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const merged = { ...defaults, ...given } as Required<TsneOptions>;
  const { perplexity, initialization } = merged;
  const perplexities = typeof perplexity === 'number' ? [perplexity] : [...perplexity];
  if (perplexities.length === 0) throw new UserError('perplexity is an empty list; give at least one number');
  for (const one of perplexities)
    mustBe(one >= 1 && Number.isFinite(one), 'perplexity', one, 'a number of at least 1');
  for (const name of ['earlyExaggeration', 'exaggeration', 'dof'] as const) {
    mustBe(merged[name] > 0 && Number.isFinite(merged[name]), name, merged[name], 'a positive number');
  }
  for (const name of ['earlyIterations', 'iterations', 'returnNeighbours', 'seed'] as const) {
    mustBe(
      Number.isSafeInteger(merged[name]) && merged[name] >= 0,
      name,
      merged[name],
      'a whole number, 0 or more',
    );
  }
  mustBe(
    Number.isInteger(merged.reportEvery) && merged.reportEvery > 0,
    'reportEvery',
    merged.reportEvery,
    'a whole number above 0',
  );
  for (const name of ['earlyMomentum', 'momentum'] as const) {
    mustBe(
      merged[name] >= 0 && merged[name] < 1,
      name,
      merged[name],
      'a number from 0 up to but not including 1',
    );
  }
  const rate = merged.learningRate;
  mustBe(
    rate === 'auto' || (rate > 0 && Number.isFinite(rate)),
    'learningRate',
    rate,
    "'auto' or a positive number",
  );
  mustBe(['euclidean', 'cosine'].includes(merged.metric), 'metric', merged.metric, "'euclidean' or 'cosine'");
  mustBe(
    ['auto', 'exact', 'fft'].includes(merged.gradient),
    'gradient',
    merged.gradient,
    "'auto', 'exact' or 'fft'",
  );
  if (typeof initialization === 'string') {
    mustBe(
      ['pca', 'random'].includes(initialization),
      'initialization',
      initialization,
      "'pca', 'random' or coordinates",
    );
  } else if (initialization.length !== 2 * rows) {
    throw new UserError(`initialization has ${initialization.length} numbers; ${rows} rows need ${2 * rows}`);
  }
  const { threads: _, signal: __, onProgress: ___, onIteration: ____, perplexity: _____, ...rest } = merged;
  return { ...rest, rows, columns, perplexities };
}

function mustBe(holds: boolean, name: string, value: unknown, expected: string): void {
  if (!holds) throw new UserError(`invalid ${name}: ${String(value)}; expected ${expected}`);
}
