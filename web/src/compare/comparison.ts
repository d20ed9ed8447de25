import type { LoadedRun } from '../data/run.js';
import type { Positions } from '../data/snapshots.js';
import type { NumberColumn } from '../data/table.js';
import type { Side } from '../state/app-state.js';
import type { ComparisonAnswer, ComparisonRequest } from './comparison.worker.js';

/** A second map of the shown run's rows, row by row beside the first. */
export interface Comparison {
  /** The run whose map it is. */
  readonly name: string;
  /** Where each map has the rows; the second is turned, mirrored and scaled to lie on the first. */
  readonly places: Readonly<Record<Side, Positions>>;
  /** For each row, how many of its nearest rows on one map are among its nearest on the other. */
  readonly common: NumberColumn;
  /** How many nearest rows that is out of. */
  readonly neighbours: number;
  /** The mean of `common`. */
  readonly meanCommon: number;
  /** Procrustes distance of the two maps: 0 the same shape, 1 nothing in common; NaN where a map is a single place. */
  readonly distance: number;
}

/** The column by which the map can be coloured and searched while two maps are compared. */
export const commonColumnName = 'common_neighbours';

/** Compares two maps in a worker. Rejects with a sentence for the user where they do not show the same rows. */
export async function compareMaps(run: LoadedRun, other: string, signal: AbortSignal): Promise<Comparison> {
  const answer = await ask({ first: run.name, second: other, onlyRows: false }, signal);
  if (!('common' in answer)) throw new Error('The comparison came to nothing.');
  const { x, y, common, neighbours, distance } = answer;
  return {
    name: other,
    places: { first: run.table, second: { x, y } },
    common: {
      kind: 'number',
      name: commonColumnName,
      values: common,
      format: (value) => `${value} of ${neighbours}`,
      isSmallNotable: true,
    },
    neighbours,
    meanCommon: common.reduce((sum, count) => sum + count, 0) / common.length,
    distance,
  };
}

/** Whether two maps show the same rows. */
export async function showSameRows(first: string, second: string, signal: AbortSignal): Promise<boolean> {
  return ask({ first, second, onlyRows: true }, signal).then(
    () => true,
    () => false,
  );
}

function ask(
  request: ComparisonRequest,
  signal: AbortSignal,
): Promise<Exclude<ComparisonAnswer, { error: string }>> {
  const worker = new Worker(new URL('./comparison.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Exclude<ComparisonAnswer, { error: string }>>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ComparisonAnswer>) => {
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    });
    worker.addEventListener('error', () => reject(new Error('The maps cannot be compared in this browser.')));
    signal.addEventListener('abort', () => reject(new Error('The comparison was given up.')));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
