import { UserError } from '../errors.js';
import { checkVectors } from './check-input.js';
import { type Conduct, conduct, startConductor } from './conduct.js';
import type { Job } from './jobs.js';
import type { Neighbours, Recall } from './neighbours.js';
import type { Metric } from './options.js';

/** What is searched for, and how. */
export interface NeighbourQuestion {
  /** Rows and columns of the data. */
  readonly rows: number;
  readonly columns: number;
  /** How many neighbours to find for each row. */
  readonly k: number;
  /** Rows to find neighbours for, `m x columns`; by default the data itself, where no row is its own neighbour. */
  readonly queries?: Float32Array;
  /** Default: `euclidean`. */
  readonly metric?: Metric;
  /** Default: true. Otherwise large inputs are searched approximately, which is several times as fast. Queries are always searched exactly. */
  readonly exact?: boolean;
}

export interface NeighbourOptions extends NeighbourQuestion, Omit<Conduct, 'onIteration'> {}

type Found = Neighbours & { readonly recall: Recall };

/** Threads that are ready to search: a search begins at once, even where its caller goes on to block. */
export interface NeighbourSearch {
  /** As `nearestNeighbours`. */
  find(data: Float32Array, question: NeighbourQuestion): Promise<Found>;
  /** Ends the threads. */
  end(): void;
}

/**
 * The k nearest neighbours of each row. In few dimensions (a map) whole cells are ruled out by their distance and the
 * time grows about linearly with the rows; in many, an exact search compares all pairs.
 *
 * @param data `rows x columns`, row-major, finite
 * @returns neighbours and their Euclidean distances, nearest first (for `cosine`: between the rows scaled to length 1),
 *   and the share of the true ones that were found (1 for an exact search)
 */
export function nearestNeighbours(data: Float32Array, options: NeighbourOptions): Promise<Found> {
  const job = jobOf(data, options);
  return conduct(job, (job.queries ?? job.rows).rows, options);
}

/** Starts the threads of searches to come. */
export async function startNeighbourSearch(how: Omit<Conduct, 'onIteration'>): Promise<NeighbourSearch> {
  const conductor = await startConductor(how);
  return {
    find: async (data, question) => conductor.perform(jobOf(data, question)),
    end: () => conductor.end(),
  };
}

function jobOf(
  data: Float32Array,
  { rows, columns, k, queries, metric = 'euclidean', exact = true }: NeighbourQuestion,
): Extract<Job, { kind: 'neighbours' }> {
  checkVectors(data, rows, columns);
  if (!Number.isInteger(k) || k < 1) throw new UserError(`invalid k: ${k}; expected a whole number above 0`);
  const others = queries ? rows : rows - 1;
  if (k > others) throw new UserError(`k is ${k}, but a row has only ${others} others to be near; lower k`);
  const asked = queries && { data: queries, rows: Math.ceil(queries.length / columns), columns, metric };
  if (asked) checkVectors(asked.data, asked.rows, columns, 'queries');
  return { kind: 'neighbours', rows: { data, rows, columns, metric }, queries: asked, k, exact };
}
