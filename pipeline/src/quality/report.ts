import type { CodeStatistics, UnitActivity } from '../autoencoder/code-statistics.js';
import type { NumberColumn } from '../data/dataset.js';
import type { StepQuality } from './measure.js';
import type { SpaceQuality } from './observed-space.js';

/**
 * `report.json`: how faithful the map is, what each step lost, and where. A number that is not defined (a
 * correlation of constants) is null in the file.
 */
export interface QualityReport {
  readonly rows: number;
  /** The findings in plain words, the most important first. */
  readonly story: readonly string[];
  /** How well the labels are told apart: in the input, in the codes, on the map. */
  readonly spaces: readonly SpaceQuality[];
  /** Input to codes, input to map, codes to map; without an autoencoder the codes are the input. */
  readonly steps: readonly StepQuality[];
  readonly points: PointSummary;
  /** Kullback-Leibler divergence between the affinities in code space and on the map, as the layout ended. */
  readonly klDivergence?: number;
  /** Mean squared error of the reconstructions over features in scaled units; absent without an autoencoder. */
  readonly reconstruction?: ReconstructionSummary;
  readonly codes: CodeSummary;
  /** Absent when the rows carry no labels. */
  readonly confusion?: LabelConfusion;
}

/** The columns of `pointQuality` over all rows. */
export interface PointSummary {
  /** Mean share of the 10 nearest neighbours in code space, as the layout found them, that the map keeps. */
  readonly neighboursKept: number;
  /** Mean share of the 10 nearest on the map that are not among the 30 nearest in code space. */
  readonly falseNeighbours: number;
  /** Points that kept none of their neighbours. */
  readonly misplaced: number;
}

export interface ReconstructionSummary {
  /** Mean over the rows that trained. */
  readonly training: number;
  /** Mean over the rows that were held out; absent when none was. */
  readonly heldOut?: number;
}

/** What the values of the codes look like, over all rows and units. */
export interface CodeSummary extends Pick<CodeStatistics, 'mean' | 'variance' | 'zeroFraction'> {
  /** Units that carry next to nothing, from 0. */
  readonly deadUnits: readonly number[];
}

/** Which labels sit among which on the map. */
export interface LabelConfusion {
  readonly labels: readonly string[];
  /** `counts[own][among]`: points of one label whose nearest neighbours, by majority, carry the other. */
  readonly counts: readonly (readonly number[])[];
}

/** @param columns those of `pointQuality` */
export function summarisePoints(columns: readonly NumberColumn[]): PointSummary {
  const [kept, strangers] = columns.map(({ values }) => Float64Array.from(values));
  return {
    neighboursKept: mean(kept),
    falseNeighbours: mean(strangers),
    misplaced: kept.filter((share) => share === 0).length,
  };
}

/** @param errors one a row @param split 0 = the row trained the network, 1 = held out */
export function summariseReconstruction(errors: Float32Array, split: Uint8Array): ReconstructionSummary {
  const ofSplit = (wanted: number) => Float64Array.from(errors.filter((_, row) => split[row] === wanted));
  const heldOut = ofSplit(1);
  return { training: mean(ofSplit(0)), ...(heldOut.length > 0 && { heldOut: mean(heldOut) }) };
}

export function summariseCodes(
  { mean, variance, zeroFraction }: CodeStatistics,
  units: readonly UnitActivity[],
): CodeSummary {
  const deadUnits = units.filter(({ dead }) => dead).map(({ unit }) => unit);
  return { mean, variance, zeroFraction, deadUnits };
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
