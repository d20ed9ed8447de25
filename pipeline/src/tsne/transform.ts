import { UserError } from '../errors.js';
import { checkVectors } from './check-input.js';
import { type Conduct, startConductor } from './conduct.js';
import type { Metric } from './options.js';
import type { Placed, Placement } from './placement.js';

export interface TransformOptions extends Partial<Placement>, Pick<Conduct, 'threads' | 'signal'> {
  /** Rows and columns of the data that the map was made from. */
  readonly rows: number;
  readonly columns: number;
  /** The metric of the map. */
  readonly metric?: Metric;
}

/** As openTSNE's `transform` (Poličar et al. 2024): few neighbours, short steps, a little extra attraction. */
const transformDefaults: Placement = {
  perplexity: 5,
  iterations: 250,
  exaggeration: 1.5,
  learningRate: 0.1,
  momentum: 0.8,
  dof: 1,
};

/** Places rows on a map that is kept in memory. */
export interface MapPlacer {
  /**
   * @param data new rows, `m x columns`
   * @returns their places, `m x 2`, and the rows of the map by which they were placed
   */
  place(data: Float32Array): Promise<Placed>;
  /** Ends the threads and frees the memory. */
  close(): void;
}

/**
 * Prepares a finished map for new rows. Each is placed on its own: by its nearest neighbours among the rows of the map, from
 * their weighted mean, descending its own divergence while the map stays as it is.
 *
 * @param data the rows that the map was made from, `rows x columns`
 * @param embedding the map, `rows x 2`
 */
export async function openMap(
  data: Float32Array,
  embedding: Float32Array,
  { rows, columns, metric = 'euclidean', threads, signal, ...given }: TransformOptions,
): Promise<MapPlacer> {
  checkVectors(data, rows, columns);
  if (embedding.length !== 2 * rows) {
    throw new UserError(`the embedding has ${embedding.length} numbers; ${rows} rows need ${2 * rows}`);
  }
  checkVectors(embedding, rows, 2, 'embedding');
  const conductor = await startConductor({ threads, signal });
  const placement = { ...transformDefaults, ...given };
  await conductor.perform({
    kind: 'prepareMap',
    rows: { data, rows, columns, metric },
    embedding,
    placement,
  });
  // The conductor does one job at a time: calls wait for the one before.
  let last: Promise<unknown> = Promise.resolve();
  return {
    async place(newRows) {
      checkVectors(newRows, Math.ceil(newRows.length / columns), columns, 'new data');
      const next = last.then(() => conductor.perform({ kind: 'place', data: newRows }));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => conductor.end(),
  };
}

/** Places new rows on a finished map, once; `openMap` keeps the map ready for more. */
export async function transform(
  newRows: Float32Array,
  data: Float32Array,
  embedding: Float32Array,
  options: TransformOptions,
): Promise<Placed> {
  const map = await openMap(data, embedding, options);
  try {
    return await map.place(newRows);
  } finally {
    map.close();
  }
}
