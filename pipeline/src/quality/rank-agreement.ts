import { type Estimate, estimateMean } from './estimate.js';

/** A measure that depends on the number of neighbours looked at. */
export interface EstimateAtK extends Estimate {
  readonly k: number;
}

/** How well the neighbourhoods of one space survive in another. 1 is perfect in every measure. */
export interface NeighbourhoodQuality {
  /**
   * Are neighbours on the map neighbours in truth? Neighbours that came from far away cost their rank (Venna &
   * Kaski 2001, Neighborhood preservation in nonlinear projection methods). Given where 2k < rows.
   */
  readonly trustworthiness: readonly EstimateAtK[];
  /** Do true neighbours stay neighbours? Those that were torn away cost their rank (same source). */
  readonly continuity: readonly EstimateAtK[];
  /** Share of the k nearest neighbours that are kept: Q_NX(k) of Lee & Verleysen 2009. By chance: k / (rows - 1). */
  readonly recall: readonly EstimateAtK[];
  /**
   * Area under R_NX(k), the recall rescaled so that 0 is chance and 1 perfect, over a logarithmic axis of k: small
   * neighbourhoods count most (Lee, Peluffo-Ordóñez & Verleysen 2015).
   */
  readonly rnxArea: Estimate;
  /** The whole curve at logarithmically spaced k. */
  readonly curve: { readonly k: number[]; readonly recall: number[]; readonly rnx: number[] };
}

/** Points of the curve for each factor of ten of k. */
const pointsADecade = 10;

/**
 * Collects, row by row, how the ranking of all others changes between two spaces. What it reports are functions of the
 * co-ranking matrix (Lee & Verleysen 2009), which is never stored: each measure is a mean over rows, so that
 * a sample of rows estimates it and says how well.
 */
export class RankAgreement {
  /** The numbers of neighbours that are reported. */
  readonly ks: readonly number[];
  /** What a pair of rows adds to the area under R_NX, by the larger of its two ranks. */
  readonly areaWeights: Float64Array;
  private readonly areaAtZero: number;
  private readonly perRow: Record<'trustworthiness' | 'continuity' | 'recall', number[][]>;
  private readonly areas: number[] = [];
  /** How many pairs have K as the larger of their two ranks. */
  private readonly pairsAtRank: Float64Array;

  /** @param ks the numbers of neighbours to report; those of `rows - 1` and more mean nothing and are left out; where none is left, a third of the rows stands in */
  constructor(
    private readonly rows: number,
    ks: readonly number[],
  ) {
    const meaningful = ks.filter((k) => k < rows - 1);
    this.ks = meaningful.length > 0 ? meaningful : [Math.max(1, Math.floor((rows - 1) / 3))];
    const empty = () => this.ks.map(() => []);
    this.perRow = { trustworthiness: empty(), continuity: empty(), recall: empty() };
    this.pairsAtRank = new Float64Array(rows);
    ({ weights: this.areaWeights, atZero: this.areaAtZero } = rnxWeights(rows));
  }

  /**
   * Adds one row.
   * @param change for each k of `ks` three numbers: how many of its k nearest in the later space rank beyond k in the
   *   earlier, by how much in all, and by how much those of the earlier do in the later; then the sum of the
   *   `areaWeights` of its pairs
   */
  add(change: Float64Array): void {
    this.ks.forEach((k, i) => {
      const [intruders, far, torn] = change.subarray(3 * i);
      const scale = 2 / (k * (2 * this.rows - 3 * k - 1));
      this.perRow.trustworthiness[i].push(1 - scale * far);
      this.perRow.continuity[i].push(1 - scale * torn);
      this.perRow.recall[i].push(1 - intruders / k);
    });
    this.areas.push(this.areaAtZero + change[3 * this.ks.length]);
  }

  /** @param counts pairs of the added rows by the larger of their two ranks */
  addPairs(counts: Uint32Array): void {
    for (let rank = 1; rank < this.rows; rank++) this.pairsAtRank[rank] += counts[rank];
  }

  /** @returns estimates for all rows from those that were added */
  result(): NeighbourhoodQuality {
    const at = (values: readonly number[][]): EstimateAtK[] =>
      this.ks.map((k, i) => ({ k, ...estimateMean(Float64Array.from(values[i]), this.rows) }));
    const { trustworthiness, continuity, recall } = this.perRow;
    const defined = ({ k }: EstimateAtK) => 2 * k < this.rows;
    return {
      trustworthiness: at(trustworthiness).filter(defined),
      continuity: at(continuity).filter(defined),
      recall: at(recall),
      rnxArea: estimateMean(Float64Array.from(this.areas), this.rows),
      curve: this.curve(),
    };
  }

  private curve(): NeighbourhoodQuality['curve'] {
    const k = logarithmicSteps(this.rows - 2);
    const recall: number[] = [];
    let pairs = 0;
    let rank = 0;
    for (const upTo of k) {
      while (rank < upTo) pairs += this.pairsAtRank[++rank];
      recall.push(pairs / (upTo * this.areas.length));
    }
    const others = this.rows - 1;
    return { k, recall, rnx: recall.map((q, i) => (others * q - k[i]) / (others - k[i])) };
  }
}

/**
 * The area under R_NX is linear in the pairs kept: with n rows and H = sum of 1/K over K = 1 … n-2,
 * area = (1/H) sum of R(K)/K, where R(K) = ((n-1) Q(K) - K) / (n-1-K), and a pair whose larger rank is M is part
 * of Q(K) for every K >= M. So each pair adds `weights[M]` to its row, on top of `atZero`.
 */
function rnxWeights(rows: number): { weights: Float64Array; atZero: number } {
  const weights = new Float64Array(rows);
  let harmonic = 0;
  let atZero = 0;
  for (let k = rows - 2; k >= 1; k--) {
    weights[k] = weights[k + 1] + (rows - 1) / (k * k * (rows - 1 - k));
    atZero -= 1 / (rows - 1 - k);
    harmonic += 1 / k;
  }
  return { weights: weights.map((weight) => weight / harmonic), atZero: atZero / harmonic };
}

function logarithmicSteps(most: number): number[] {
  const steps = new Set<number>();
  for (let i = 0; ; i++) {
    const k = Math.round(10 ** (i / pointsADecade));
    if (k > most) return [...steps];
    steps.add(k);
  }
}
