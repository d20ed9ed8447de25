import { UserError } from '../errors.js';
import type { Phase } from './engine.js';

export type Metric = 'euclidean' | 'cosine';
export type Gradient = 'auto' | 'exact' | 'fft';
export type Initialization = 'pca' | 'random' | Float32Array;

/** Options of `tsne`; the defaults are in `tsneDefaults`. */
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
  /** Factor on the attraction afterwards, for `iterations`; 1 is t-SNE, more draws clusters tighter. */
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
  readonly phase: Phase;
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

/** Every default of `tsne`, in one place. */
export const tsneDefaults = {
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

type Decided = Required<Pick<TsneOptions, keyof typeof tsneDefaults>>;

/** What the worker needs of the options: every one of them decided. */
export interface Settings extends Omit<Decided, 'perplexity'> {
  readonly rows: number;
  readonly columns: number;
  readonly perplexities: readonly number[];
}

/** Whether a value is right, and what would be. */
type Rule = readonly [holds: (value: unknown) => boolean, expected: string];

const numberThat =
  (holds: (value: number) => boolean) =>
  (value: unknown): boolean =>
    typeof value === 'number' && Number.isFinite(value) && holds(value);
const oneOf =
  (...choices: readonly string[]): Rule['0'] =>
  (value) =>
    choices.includes(value as string);

const isPositive = numberThat((value) => value > 0);
const positive: Rule = [isPositive, 'a positive number'];
const count: Rule = [
  numberThat((value) => Number.isSafeInteger(value) && value >= 0),
  'a whole number, 0 or more',
];
const share: Rule = [
  numberThat((value) => value >= 0 && value < 1),
  'a number from 0 up to but not including 1',
];
const perplexityRule: Rule = [numberThat((value) => value >= 1), 'a number of at least 1'];

const rules: Partial<Record<keyof Decided, Rule>> = {
  earlyExaggeration: positive,
  earlyIterations: count,
  exaggeration: positive,
  iterations: count,
  learningRate: [(value) => value === 'auto' || isPositive(value), "'auto' or a positive number"],
  earlyMomentum: share,
  momentum: share,
  initialization: [
    (value) => value instanceof Float32Array || oneOf('pca', 'random')(value),
    "'pca', 'random' or coordinates",
  ],
  metric: [oneOf('euclidean', 'cosine'), "'euclidean' or 'cosine'"],
  dof: positive,
  gradient: [oneOf('auto', 'exact', 'fft'), "'auto', 'exact' or 'fft'"],
  seed: count,
  returnNeighbours: count,
  reportEvery: [numberThat((value) => Number.isInteger(value) && value > 0), 'a whole number above 0'],
};

/**
 * Applies defaults and checks every option.
 *
 * @param rows, columns those of the input
 * @throws UserError that names the first option whose value is wrong
 */
export function settingsOf(options: TsneOptions, rows: number, columns: number): Settings {
  const { perplexity, ...decided } = withDefaults(options);
  const perplexities = typeof perplexity === 'number' ? [perplexity] : [...perplexity];
  if (perplexities.length === 0) throw new UserError('perplexity is an empty list; give at least one number');
  for (const one of perplexities) check('perplexity', one, perplexityRule);
  for (const [name, rule] of Object.entries(rules)) check(name, decided[name as keyof typeof decided], rule);
  const { initialization } = decided;
  if (initialization instanceof Float32Array && initialization.length !== 2 * rows) {
    throw new UserError(`initialization has ${initialization.length} numbers; ${rows} rows need ${2 * rows}`);
  }
  return { ...decided, rows, columns, perplexities };
}

/** An option that is undefined does not hide its default. */
function withDefaults(options: TsneOptions): Decided {
  const names = Object.keys(tsneDefaults) as (keyof Decided)[];
  const given = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return { ...tsneDefaults, ...Object.fromEntries(given) };
}

function check(name: string, value: unknown, [holds, expected]: Rule): void {
  if (!holds(value)) throw new UserError(`invalid ${name}: ${String(value)}; expected ${expected}`);
}
