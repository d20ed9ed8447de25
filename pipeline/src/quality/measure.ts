import { setImmediate as nextTurn } from 'node:timers/promises';
import { drawToFront, seededRandom } from '../data/random.js';
import { InterruptedError } from '../errors.js';
import {
  choosePairs,
  classCentres,
  compareDistances,
  type DistanceQuality,
  pairDistances,
  spearman,
} from './distance-agreement.js';
import type { Estimate } from './estimate.js';
import { labelAccuracy, labelsByNeighbours, type Neighbours } from './neighbour-labels.js';
import { type NeighbourhoodQuality, RankAgreement } from './rank-agreement.js';
import { Ranking } from './ranking.js';
import { Silhouette } from './silhouette.js';
import { type Space, squaredDistances } from './space.js';

/** The original features, scaled as the network saw them; the encoder's output; the plane. */
export type SpaceName = 'input' | 'codes' | 'map';

/** One space of a run. */
export interface NamedSpace {
  readonly name: SpaceName;
  readonly space: Space;
  /** Nearest neighbours of every row, where they are known already; without them a sample tells the labels. */
  readonly neighbours?: Neighbours;
}

/** How well one space tells the labels apart. */
export interface SpaceQuality {
  readonly name: SpaceName;
  readonly columns: number;
  /** How many rows were compared with all others; all of them, or a random sample. */
  readonly sampledRows: number;
  /** Share of rows whose nearest neighbours, by majority, carry their label; see `labelsByNeighbours`. */
  readonly labelAccuracy?: Estimate;
  readonly silhouette?: Estimate;
}

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
  { onProgress, signal, ...options }: MeasureOptions = {},
): Promise<{ spaces: SpaceQuality[]; steps: StepQuality[] }> {
  const settings = { ...defaults, ...options };
  const { rows } = spaces[0].space;
  const observed = spaces.map((space) => new ObservedSpace(space, labels, settings));
  const steps = observed.flatMap((to, i) =>
    observed.slice(0, i).map((from) => ({ from, to, agreement: new RankAgreement(rows, settings.ks) })),
  );
  const sample = drawSample(rows, Math.max(...observed.map((space) => space.sampledRows)), settings.seed);
  const rowsATime = Math.max(16, Math.floor(bytesATime / (4 * rows)));
  for (let start = 0; start < sample.length; start += rowsATime) {
    const queries = sample.subarray(start, start + rowsATime);
    for (const space of observed) await space.measureDistances(queries, start, signal);
    for (const [i, row] of queries.entries()) {
      const within = (space: ObservedSpace) => start + i < space.sampledRows;
      for (const space of observed.filter(within)) space.rank(row, i);
      for (const { from, to, agreement } of steps) {
        if (within(from) && within(to)) agreement.add(from.ranking, to.ranking);
      }
      await nextTurn();
      if (signal?.aborted) throw new InterruptedError('measuring quality was interrupted');
    }
    onProgress?.(start + queries.length, sample.length);
  }
  const pairs = choosePairs(rows, settings.exactPairs, settings.samplePairs, settings.seed);
  const distances = new Map(observed.map((space) => [space, pairDistances(space.space, pairs)]));
  const centreDistances = new Map(observed.map((space) => [space, labels && between(space.space, labels)]));
  return {
    spaces: observed.map((space) => space.result(sample)),
    steps: steps.map(({ from, to, agreement }) => ({
      from: from.name,
      to: to.name,
      sampledRows: Math.min(from.sampledRows, to.sampledRows),
      ...agreement.result(),
      ...compareDistances(distances.get(from)!, distances.get(to)!, pairs.complete),
      ...classCentreCorrelation(centreDistances.get(from), centreDistances.get(to)),
    })),
  };
}

/** Distances that are held at once for one space. */
const bytesATime = 64e6;

/** A space, and what is found out about it while the sampled rows pass by. */
class ObservedSpace {
  readonly name: SpaceName;
  readonly space: Space;
  readonly sampledRows: number;
  readonly ranking: Ranking;
  private readonly silhouette: Silhouette | undefined;
  private readonly nearest: Neighbours;
  private distances: Float32Array = new Float32Array(0);
  private ranked = 0;

  constructor(
    private readonly source: NamedSpace,
    private readonly labels: Int32Array | undefined,
    settings: Settings,
  ) {
    ({ name: this.name, space: this.space } = source);
    const { rows } = this.space;
    this.sampledRows = sampleSize(this.space, settings);
    this.ranking = new Ranking(rows);
    this.silhouette = labels && new Silhouette(labels);
    const k = Math.min(settings.labelNeighbours, rows - 1);
    this.nearest = { k, indices: new Uint32Array(this.sampledRows * k) };
  }

  /** @param start position of the first of `queries` in the sample */
  async measureDistances(queries: Uint32Array, start: number, signal?: AbortSignal): Promise<void> {
    const own = queries.subarray(0, Math.max(0, this.sampledRows - start));
    this.distances = await squaredDistances(this.space, own, { signal });
  }

  /** @param i position of `row` among the queries whose distances were measured last */
  rank(row: number, i: number): void {
    const { rows } = this.space;
    const distances = this.distances.subarray(i * rows, (i + 1) * rows);
    this.ranking.sort(distances, row);
    this.silhouette?.add(row, distances);
    this.nearest.indices.set(this.ranking.order.subarray(0, this.nearest.k), this.ranked++ * this.nearest.k);
  }

  result(sample: Uint32Array): SpaceQuality {
    const { name, space, sampledRows } = this;
    return {
      name,
      columns: space.columns,
      sampledRows,
      labelAccuracy: this.labels && this.accuracy(this.labels, sample),
      silhouette: this.silhouette?.result(),
    };
  }

  private accuracy(labels: Int32Array, sample: Uint32Array): Estimate {
    const everyRow = this.source.neighbours;
    const { k } = this.nearest;
    if (everyRow === undefined) {
      const predicted = labelsByNeighbours(this.nearest, k, labels);
      return labelAccuracy(sample.subarray(0, this.sampledRows), predicted, labels);
    }
    return labelAccuracy(Int32Array.from(labels.keys()), labelsByNeighbours(everyRow, k, labels), labels);
  }
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
function between(space: Space, labels: Int32Array): Float64Array {
  const centres = classCentres(space, labels);
  return pairDistances(centres, choosePairs(centres.rows, Number.POSITIVE_INFINITY, 0, 0));
}

/** Two classes have a single distance, which correlates with nothing. */
function classCentreCorrelation(from: Float64Array | undefined, to: Float64Array | undefined) {
  if (from === undefined || to === undefined || from.length < 3) return {};
  return { classCentreCorrelation: spearman(from, to) };
}
