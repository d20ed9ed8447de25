import { availableParallelism } from 'node:os';
import { drawToFront, seededRandom } from '../data/random.js';
import {
  choosePairs,
  classCentres,
  compareDistances,
  type DistanceQuality,
  pairDistances,
  spearman,
} from './distance-agreement.js';
import { KernelTeam } from './kernel-team.js';
import { ObservedSpace, type SpaceQuality } from './observed-space.js';
import type { NeighbourhoodQuality } from './rank-agreement.js';
import { planRanking, RankedSpace } from './ranked-space.js';
import { RankedStep } from './ranked-step.js';
import type { NamedSpace, Space, SpaceName } from './space.js';

/** What one step, from a space to a later one, kept and lost. */
export interface StepQuality extends NeighbourhoodQuality, DistanceQuality {
  readonly from: SpaceName;
  readonly to: SpaceName;
  readonly sampledRows: number;
  /** Spearman's correlation of the distances between class centres; from three classes on (Kobak & Berens 2019). */
  readonly classCentreCorrelation?: number;
}

export interface MeasureOptions {
  /** Seed of the samples. */
  readonly seed?: number;
  /** Up to so many rows every row is compared with every other. */
  readonly exactRows?: number;
  /** Beyond, so many rows, drawn at random, are compared with all others. */
  readonly sampleRows?: number;
  /** In wide spaces fewer, so that one space costs about so many multiplications … */
  readonly multiplications?: number;
  /** … but never fewer than this. */
  readonly leastSampleRows?: number;
  /** The numbers of neighbours at which neighbourhoods are compared. */
  readonly ks?: readonly number[];
  /** Neighbours that vote on a label. */
  readonly labelNeighbours?: number;
  /** Up to so many pairs of rows, all distances are compared; */
  readonly exactPairs?: number;
  /** beyond, so many pairs. */
  readonly samplePairs?: number;
  /** Threads to use; all that the machine has by default. The result is the same for any number. */
  readonly threads?: number;
  /** Called with the number of rows compared so far. */
  readonly onProgress?: (rows: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const defaults = {
  seed: 1,
  exactRows: 10_000,
  sampleRows: 300,
  multiplications: 1e10,
  leastSampleRows: 100,
  ks: [10, 30, 100],
  labelNeighbours: 10,
  exactPairs: 100_000,
  samplePairs: 20_000,
};

type Settings = Required<Pick<MeasureOptions, keyof typeof defaults>>;

/**
 * Compares the spaces that the same rows pass through: every step from one to a later one, so that it is plain which
 * lost what, and each space's own separation of the labels.
 *
 * @param spaces in the order in which data flows
 * @param labels one code a row, -1 for none; undefined when the rows carry no labels
 * @throws InterruptedError when `options.signal` aborts
 */
export async function measureQuality(
  spaces: readonly NamedSpace[],
  labels: Int32Array | undefined,
  { onProgress, signal, threads = availableParallelism(), ...options }: MeasureOptions = {},
): Promise<{ spaces: SpaceQuality[]; steps: StepQuality[] }> {
  const settings = { ...defaults, ...options };
  const { rows } = spaces[0].space;
  // First what one thread does: others may still be looking for neighbours.
  const pairs = choosePairs(rows, settings.exactPairs, settings.samplePairs, settings.seed);
  const distances = new Map(spaces.map(({ name, space }) => [name, pairDistances(space, pairs)]));
  const centres = new Map(spaces.map(({ name, space }) => [name, labels && centreDistances(space, labels)]));
  const samples = spaces.map(({ space }) => sampleSize(space, settings));
  const sample = drawSample(rows, Math.max(...samples), settings.seed);
  const small = sample.length * rows < worthThreads;
  const team = await KernelTeam.start(small ? 1 : threads, signal);
  try {
    const { observed, steps } = observe(team, spaces, samples, labels, settings);
    for (const [start, end] of batches(sample.length, rows)) {
      for (const space of observed)
        await space.rank(sample.subarray(start, Math.min(end, space.sampledRows)));
      for (const { ranked, sampledRows } of steps) {
        await ranked.compare(Math.max(0, Math.min(end, sampledRows) - start));
      }
      onProgress?.(end, sample.length);
    }
    return {
      spaces: await Promise.all(observed.map((space) => space.result(sample))),
      steps: steps.map(({ from, to, sampledRows, ranked }) => ({
        from,
        to,
        sampledRows,
        ...ranked.result(),
        ...compareDistances(distances.get(from)!, distances.get(to)!, pairs.complete),
        ...classCentreCorrelation(centres.get(from), centres.get(to)),
      })),
    };
  } finally {
    team.close();
  }
}

/** Ranks below which starting threads costs more than they save. */
const worthThreads = 1e7;

/** Bytes of the ranks that are held at once for one space. */
const bytesAtOnce = 48e6;

/** The spaces, and the steps from each to every later one, in the memory of the kernels. */
function observe(
  team: KernelTeam,
  spaces: readonly NamedSpace[],
  samples: readonly number[],
  labels: Int32Array | undefined,
  { ks, labelNeighbours }: Settings,
): { observed: ObservedSpace[]; steps: ObservedStep[] } {
  const { rows } = spaces[0].space;
  const plan = planRanking(team, rows, labels, {
    queries: batchSize(Math.max(...samples), rows),
    nearest: Math.min(rows - 1, Math.max(labelNeighbours, ...ks)),
  });
  const observed = spaces.map((source, i) => {
    const ranked = new RankedSpace(team, source.space, plan);
    return new ObservedSpace(source, ranked, samples[i], labels, labelNeighbours);
  });
  const steps = observed.flatMap((to, i) =>
    observed.slice(0, i).map((from) => ({
      from: from.name,
      to: to.name,
      sampledRows: Math.min(from.sampledRows, to.sampledRows),
      ranked: new RankedStep(team, from.ranked, to.ranked, rows, ks, plan.queries),
    })),
  );
  return { observed, steps };
}

interface ObservedStep {
  readonly from: SpaceName;
  readonly to: SpaceName;
  readonly sampledRows: number;
  readonly ranked: RankedStep;
}

/** How many sampled rows are compared with all others at once: so that all batches are about as large. */
function batchSize(sampled: number, rows: number): number {
  const most = Math.max(16, Math.floor(bytesAtOnce / (4 * rows)));
  const batches = Math.ceil(sampled / most);
  return 4 * Math.ceil(sampled / batches / 4);
}

/** Start and end of each batch of the sample. */
function batches(sampled: number, rows: number): [start: number, end: number][] {
  const size = batchSize(sampled, rows);
  return Array.from({ length: Math.ceil(sampled / size) }, (_, i) => [
    i * size,
    Math.min(sampled, (i + 1) * size),
  ]);
}

function sampleSize({ rows, columns }: Space, settings: Settings): number {
  if (rows <= settings.exactRows) return rows;
  const affordable = Math.floor(settings.multiplications / (rows * columns));
  return Math.min(settings.sampleRows, Math.max(settings.leastSampleRows, affordable));
}

/** Rows in random order, so that every beginning of them is a random sample too. */
function drawSample(rows: number, count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  drawToFront(order, count, seededRandom(seed));
  return order.subarray(0, count);
}

/** Distances between the class centres, every pair. */
function centreDistances(space: Space, labels: Int32Array): Float64Array {
  const centres = classCentres(space, labels);
  return pairDistances(centres, choosePairs(centres.rows, Number.POSITIVE_INFINITY, 0, 0));
}

/** Two classes have a single distance, which correlates with nothing. */
function classCentreCorrelation(from: Float64Array | undefined, to: Float64Array | undefined) {
  if (from === undefined || to === undefined || from.length < 3) return {};
  return { classCentreCorrelation: spearman(from, to) };
}
