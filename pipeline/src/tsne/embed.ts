import type { Address } from '../threads/arena.js';
import { attractionAlong } from './attraction.js';
import { arrangeRows } from './cells.js';
import type { Engine } from './engine.js';
import { type GivenAffinities, givenAffinities } from './given-affinities.js';
import { principalStart, randomStart } from './initialise.js';
import { type JointAffinities, jointAffinities } from './joint-affinities.js';
import { inInputOrder, type Neighbours, neighboursOfAll, type Recall } from './neighbours.js';
import { type IterationState, optimise, type Stretch } from './optimise.js';
import type { Settings } from './options.js';
import { exactRepulsion, meshRepulsion } from './repulsion.js';
import { takeTable } from './search.js';

/** Up to this many rows the exact gradient is at least as fast as the mesh. */
const EXACT_GRADIENT_ROWS = 2000;

/** What an embedding can be made from. */
export type Input =
  | { readonly kind: 'vectors'; readonly data: Float32Array }
  | {
      readonly kind: 'graph';
      readonly k: number;
      readonly indices: Uint32Array;
      readonly distances: Float32Array;
    }
  | ({ readonly kind: 'affinities' } & GivenAffinities);

export interface Embedded {
  /** `rows x 2`, interleaved x and y, in the order of the input. */
  readonly embedding: Float32Array;
  readonly klDivergence: number;
  /** The perplexities that were used. */
  readonly perplexity: readonly number[];
  readonly warnings: readonly string[];
  readonly recall: Recall;
  readonly neighbours?: Neighbours;
  readonly seconds: Readonly<Record<string, number>>;
  /** The most WebAssembly memory in use at once. */
  readonly memoryBytes: number;
}

/** Runs t-SNE from beginning to end on the calling thread and its team. */
export function embed(
  engine: Engine,
  input: Input,
  settings: Settings,
  onIteration: (state: IterationState, embedding: Float32Array) => void,
): Embedded {
  const { arena } = engine;
  const { rows } = settings;
  const warnings: string[] = [];
  const seconds: Record<string, number> = {};
  const timed = <T>(phase: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    seconds[phase] = (performance.now() - start) / 1000;
    return result;
  };

  // Zeros, so that the places past the last point are harmless; the exact gradient writes four points at once.
  const y = takePoints(engine, rows);
  const repulsive = takePoints(engine, rows);
  const perplexity = usablePerplexities(settings, warnings);
  const prepared = timed('affinities', () =>
    prepare(engine, input, settings, perplexity, y, warnings, seconds),
  );
  seconds.affinities -= (seconds.cells ?? 0) + (seconds.neighbours ?? 0);
  const { order, affinities, recall, neighbours } = prepared;

  if (typeof settings.initialization !== 'string') {
    const given = settings.initialization;
    const start = arena.f32(y, 2 * rows);
    for (let i = 0; i < rows; i++) start.set(given.subarray(2 * order[i], 2 * order[i] + 2), 2 * i);
  }

  const exact =
    settings.gradient === 'exact' || (settings.gradient === 'auto' && rows <= EXACT_GRADIENT_ROWS);
  const repulsion = exact
    ? exactRepulsion(engine, rows, settings.dof)
    : meshRepulsion(engine, rows, settings.dof);
  const klDivergence = timed('optimisation', () =>
    optimise(
      engine,
      rows,
      attractionAlong(engine, affinities, settings.dof),
      repulsion,
      repulsive,
      y,
      stretchesOf(settings),
      settings.reportEvery,
      (state) => onIteration(state, pointsInInputOrder(arena.f32(y, 2 * rows), order)),
    ),
  );
  return {
    embedding: pointsInInputOrder(arena.f32(y, 2 * rows), order),
    klDivergence,
    perplexity,
    warnings,
    recall,
    neighbours,
    seconds,
    memoryBytes: arena.peak,
  };
}

function takePoints({ arena }: Engine, rows: number): Address {
  const bytes = Math.ceil(rows / 4) * 32;
  const address = arena.take(bytes);
  arena.bytes(address, bytes).fill(0);
  return address;
}

/** A perplexity needs three times as many neighbours: larger ones are reduced, with a warning. */
function usablePerplexities({ perplexities, rows }: Settings, warnings: string[]): number[] {
  const most = Math.max(1, (rows - 1) / 3);
  return perplexities.map((perplexity) => {
    if (perplexity <= most) return perplexity;
    warnings.push(`perplexity ${perplexity} is too large for ${rows} rows; using ${Number(most.toFixed(2))}`);
    return most;
  });
}

function stretchesOf(settings: Settings): Stretch[] {
  const { rows, learningRate, earlyExaggeration, exaggeration } = settings;
  const rate = (factor: number): number => (learningRate === 'auto' ? rows / factor : learningRate);
  return [
    {
      iterations: settings.earlyIterations,
      exaggeration: earlyExaggeration,
      learningRate: rate(earlyExaggeration),
      momentum: settings.earlyMomentum,
    },
    {
      iterations: settings.iterations,
      exaggeration,
      learningRate: rate(exaggeration),
      momentum: settings.momentum,
    },
  ];
}

interface Prepared {
  readonly order: Uint32Array;
  readonly affinities: JointAffinities;
  readonly recall: Recall;
  readonly neighbours?: Neighbours;
}

/** From the input to joint affinities and a start for the embedding at `y`. */
function prepare(
  engine: Engine,
  input: Input,
  settings: Settings,
  perplexities: readonly number[],
  y: Address,
  warnings: string[],
  seconds: Record<string, number>,
): Prepared {
  const { arena } = engine;
  const { rows } = settings;
  if (input.kind === 'vectors') return prepareVectors(engine, input.data, settings, perplexities, y, seconds);

  if (settings.initialization === 'pca') {
    warnings.push(`principal components need the vectors; the ${input.kind} start from random points`);
  }
  randomStart(engine, rows, y);
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const recall = { value: 1, sample: 0 };
  if (input.kind === 'affinities') return { order, affinities: givenAffinities(engine, input, y), recall };

  const table = takeTable(engine, rows, input.k);
  arena.u32(table.indices, rows * input.k).set(input.indices);
  const squared = arena.f32(table.distances, rows * input.k);
  for (let i = 0; i < squared.length; i++) squared[i] = input.distances[i] * input.distances[i];
  return { order, affinities: jointAffinities(engine, table, perplexities, y), recall };
}

function prepareVectors(
  engine: Engine,
  data: Float32Array,
  settings: Settings,
  perplexities: readonly number[],
  y: Address,
  seconds: Record<string, number>,
): Prepared {
  const { arena } = engine;
  const { rows, columns, initialization } = settings;
  const k = Math.min(
    rows - 1,
    Math.max(3, Math.floor(3 * Math.max(...perplexities)), settings.returnNeighbours),
  );
  const table = takeTable(engine, rows, k);
  const mark = arena.mark();
  let start = performance.now();
  const lap = (phase: string): void => {
    const now = performance.now();
    seconds[phase] = (now - start) / 1000;
    start = now;
  };
  const arranged = arrangeRows(engine, { data, rows, columns, metric: settings.metric });
  if (initialization === 'pca') principalStart(engine, arranged, y);
  else if (initialization === 'random') randomStart(engine, rows, y);
  lap('cells');
  const recall = neighboursOfAll(engine, arranged, table, settings.exactNeighbours);
  const wanted = Math.min(settings.returnNeighbours, k);
  const neighbours = wanted > 0 ? inInputOrder(engine, table, wanted, arranged, arranged) : undefined;
  lap('neighbours');
  const { order } = arranged;
  arena.release(mark);
  return { order, affinities: jointAffinities(engine, table, perplexities, y), recall, neighbours };
}

function pointsInInputOrder(y: Float32Array, order: Uint32Array): Float32Array {
  const out = new Float32Array(y.length);
  for (let i = 0; i < order.length; i++) {
    out[2 * order[i]] = y[2 * i];
    out[2 * order[i] + 1] = y[2 * i + 1];
  }
  return out;
}
