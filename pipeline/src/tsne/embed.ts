import { attractionAlong } from './attraction.js';
import { arrangeCoordinates, coordinatesInInputOrder, takeCoordinates } from './coordinates.js';
import type { Engine } from './engine.js';
import type { Neighbours, Recall } from './neighbours.js';
import { type IterationState, optimise, type Stretch } from './optimise.js';
import type { Settings } from './options.js';
import { type Input, prepare } from './prepare.js';
import { exactRepulsion, meshRepulsion } from './repulsion.js';
import { Stopwatch } from './stopwatch.js';

/** Up to this many rows the exact gradient is at least as fast as the mesh. */
const EXACT_GRADIENT_ROWS = 2000;

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
  const { rows, dof, gradient, initialization } = settings;
  const warnings: string[] = [];
  const stopwatch = new Stopwatch();
  const y = takeCoordinates(engine, rows);
  const perplexities = usablePerplexities(settings, warnings);
  const prepared = prepare(engine, input, { ...settings, perplexities }, y, { warnings, stopwatch });
  const { order, affinities, recall, neighbours } = prepared;
  if (typeof initialization !== 'string') arrangeCoordinates(initialization, order, arena.f32(y, 2 * rows));
  stopwatch.lap('affinities');

  const embedding = () => coordinatesInInputOrder(arena.f32(y, 2 * rows), order);
  const isExact = gradient === 'exact' || (gradient === 'auto' && rows <= EXACT_GRADIENT_ROWS);
  const klDivergence = optimise(engine, y, {
    rows,
    repulsion: isExact ? exactRepulsion(engine, rows, dof) : meshRepulsion(engine, rows, dof),
    attraction: attractionAlong(engine, affinities, dof),
    stretches: stretchesOf(settings),
    reportEvery: settings.reportEvery,
    onIteration: (state) => onIteration(state, embedding()),
  });
  stopwatch.lap('optimisation');
  return {
    embedding: embedding(),
    klDivergence,
    perplexity: perplexities,
    warnings,
    recall,
    neighbours,
    seconds: stopwatch.seconds,
    memoryBytes: arena.peak,
  };
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
