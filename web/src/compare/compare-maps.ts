import { askOnce } from '../ask-worker.js';
import type { LoadedRun } from '../data/run.js';
import { type Comparison, commonColumn } from './comparison.js';
import type { ComparisonAnswer, ComparisonRequest } from './comparison.worker.js';

/** Compares two maps in a worker. Rejects with a sentence for the user where they do not show the same rows. */
export async function compareMaps(run: LoadedRun, other: string, signal: AbortSignal): Promise<Comparison> {
  const answer = await ask({ first: run.name, second: other, onlyRows: false }, signal);
  if (!('common' in answer)) throw new Error('The comparison came to nothing.');
  const { x, y, common, neighbours, distance } = answer;
  return {
    name: other,
    places: { first: run.table, second: { x, y } },
    common: commonColumn(common, neighbours),
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

function ask(request: ComparisonRequest, signal: AbortSignal): Promise<ComparisonAnswer> {
  const worker = new Worker(new URL('./comparison.worker.ts', import.meta.url), { type: 'module' });
  return askOnce(worker, request, 'The maps cannot be compared in this browser.', { signal });
}
