import { UserError } from '../errors.js';
import { checkAffinities, checkGraph, checkVectors } from './check-input.js';
import { conduct } from './conduct.js';
import type { TsneInput } from './inputs.js';
import type { Neighbours } from './neighbours.js';
import { settingsOf, type TsneOptions } from './options.js';
import type { Input } from './prepare.js';

export type { NeighbourGraph, SparseAffinities, TsneInput } from './inputs.js';

export interface TsneResult {
  /** `rows x 2`, interleaved x and y. */
  readonly embedding: Float32Array;
  /** Kullback-Leibler divergence of the embedding: sum of p log(p/q) over the pairs with p > 0, in nats. */
  readonly klDivergence: number;
  /** The divergence every `reportEvery` iterations, and at the end. */
  readonly history: readonly { readonly iteration: number; readonly klDivergence: number }[];
  /** The perplexity that was used (a list when several were given). */
  readonly perplexity: number | readonly number[];
  readonly warnings: readonly string[];
  /** Present when `returnNeighbours` asks for them. */
  readonly neighbours?: Neighbours;
  /** Share of the true nearest neighbours that were found, and the rows on which it was measured (0: exact search). */
  readonly neighbourRecall: { readonly value: number; readonly sample: number };
  /** Seconds of each phase: cells, neighbours, affinities, optimisation. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The most WebAssembly memory in use at once, in bytes. */
  readonly memoryBytes: number;
}

/**
 * t-distributed stochastic neighbour embedding (van der Maaten and Hinton 2008) in the plane, in time linear in the rows:
 * approximate neighbours, a particle mesh for the repulsion, WebAssembly kernels on all threads. The same input,
 * options and seed give the same bytes for any number of threads.
 *
 * @param data vectors (`rows x columns`, row-major, finite), a neighbour graph or affinities
 * @throws UserError for bad input or options; the signal's reason when it aborts
 */
export async function tsne(data: TsneInput, options: TsneOptions = {}): Promise<TsneResult> {
  options.signal?.throwIfAborted();
  const { input, rows, columns } = inputOf(data, options);
  const settings = settingsOf(options, rows, columns);
  if (rows === 1) return alone(settings.perplexities);
  const history: { iteration: number; klDivergence: number }[] = [];
  const result = await conduct({ kind: 'embed', input, settings }, rows, {
    ...options,
    seed: settings.seed,
    onIteration(state) {
      history.push({ iteration: state.iteration, klDivergence: state.klDivergence });
      options.onIteration?.(state);
    },
  });
  const { recall, perplexity, ...rest } = result;
  return {
    ...rest,
    history,
    neighbourRecall: recall,
    perplexity: perplexity.length === 1 ? perplexity[0] : perplexity,
  };
}

/** One row has no neighbours: it lies at the origin. */
function alone(perplexity: readonly number[]): TsneResult {
  return {
    embedding: new Float32Array(2),
    klDivergence: 0,
    history: [],
    perplexity,
    warnings: ['a single row has no neighbours; it was put at the origin'],
    neighbourRecall: { value: 1, sample: 0 },
    seconds: {},
    memoryBytes: 0,
  };
}

function inputOf(data: TsneInput, options: TsneOptions): { input: Input; rows: number; columns: number } {
  if (!(data instanceof Float32Array)) {
    if ('graph' in data) {
      checkGraph(data.graph);
      const { rows, ...graph } = data.graph;
      return { input: { kind: 'graph', ...graph }, rows, columns: 0 };
    }
    checkAffinities(data.affinities);
    const { rows, ...affinities } = data.affinities;
    return { input: { kind: 'affinities', ...affinities }, rows, columns: 0 };
  }
  const { rows, columns } = options;
  if (rows === undefined || columns === undefined) {
    throw new UserError('rows and columns of the data are missing from the options');
  }
  checkVectors(data, rows, columns);
  return { input: { kind: 'vectors', data }, rows, columns };
}
