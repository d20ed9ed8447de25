import type { Estimate } from './estimate.js';
import { labelAccuracy, labelsByNeighbours, type Neighbours } from './neighbour-labels.js';
import type { RankedSpace } from './ranked-space.js';
import { silhouetteOf } from './silhouette.js';
import type { NamedSpace, SpaceName } from './space.js';

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

/** A space, and what is found out about its labels while the sampled rows pass by. */
export class ObservedSpace {
  readonly name: SpaceName;
  private readonly silhouettes: number[] = [];
  private readonly nearest: Neighbours;
  private asked = 0;

  /**
   * @param sampledRows how many rows will be asked
   * @param labels one code a row, -1 for none
   * @param labelNeighbours how many neighbours vote on a label
   */
  constructor(
    private readonly source: NamedSpace,
    readonly ranked: RankedSpace,
    readonly sampledRows: number,
    private readonly labels: Int32Array | undefined,
    labelNeighbours: number,
  ) {
    this.name = source.name;
    const k = Math.min(labelNeighbours, source.space.rows - 1);
    this.nearest = { k, indices: new Uint32Array(sampledRows * k) };
  }

  /** Ranks all rows by their distance from each of the next sampled ones. @throws InterruptedError */
  async rank(queries: Uint32Array): Promise<void> {
    if (queries.length === 0) return;
    await this.ranked.rank(queries);
    const { k, indices } = this.nearest;
    for (let i = 0; i < queries.length; i++) indices.set(this.ranked.nearestOf(i, k), this.asked++ * k);
    if (this.labels) this.silhouettes.push(...this.ranked.silhouettes(queries.length));
  }

  /** @param sample the rows that were asked, and perhaps more */
  async result(sample: Uint32Array): Promise<SpaceQuality> {
    const { name, source, sampledRows, labels, silhouettes } = this;
    return {
      name,
      columns: source.space.columns,
      sampledRows,
      labelAccuracy: labels && (await this.accuracy(labels, sample)),
      silhouette: labels && silhouetteOf(silhouettes, labels),
    };
  }

  private async accuracy(labels: Int32Array, sample: Uint32Array): Promise<Estimate> {
    const everyRow = await this.source.neighbours;
    const { k } = this.nearest;
    if (everyRow === undefined) {
      const predicted = labelsByNeighbours(this.nearest, k, labels);
      return labelAccuracy(sample.subarray(0, this.sampledRows), predicted, labels);
    }
    return labelAccuracy(Int32Array.from(labels.keys()), labelsByNeighbours(everyRow, k, labels), labels);
  }
}
