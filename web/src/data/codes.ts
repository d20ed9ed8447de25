import { type AskedWorker, askedWorker } from '../ask-worker.js';
import type { CodeHistogram } from './code-histogram.js';
import type { CodesQuestion } from './codes.worker.js';
import type { Contrast } from './contrast.js';
import { once } from './once.js';
import type { UnitStatistics } from './unit-statistics.js';

/** The run's codes, `n x units`. They are fetched by the first question and kept in a worker. */
export interface Codes {
  /** How many latent units there are. Rejects when the run has no codes. */
  units(): Promise<number>;
  /** One latent unit's activation in every row. */
  unit(index: number): Promise<Float32Array>;
  /** The code of one row. */
  row(row: number): Promise<Float32Array>;
  /** The `k` rows with the nearest codes, nearest first. */
  neighbours(row: number, k: number): Promise<readonly number[]>;
  /** What each latent unit does over all rows. */
  statistics(): Promise<readonly UnitStatistics[]>;
  /** Each unit in the selected rows (one byte a row, 1 = selected) beside the others. */
  contrasts(selected: Uint8Array): Promise<readonly Contrast[]>;
  /** How the values of all codes are spread. */
  histogram(bins: number): Promise<CodeHistogram>;
  /** Frees the worker. */
  close(): void;
}

/**
 * @param rows As many as the map has; a file of other rows is refused.
 * @param file Another float32 matrix of the run, one row a row, to ask the same of.
 */
export function createCodes(run: string, rows: number, file = 'codes.npy'): Codes {
  let worker: AskedWorker<CodesQuestion> | undefined;

  const loaded = once((): Promise<readonly [number, number]> => {
    worker?.close();
    worker = askedWorker(
      new Worker(new URL('./codes.worker.ts', import.meta.url), { type: 'module' }),
      'The codes cannot be read in this browser.',
    );
    return worker.ask({ ask: 'load', run, rows, file });
  });

  async function ask<Answer>(question: CodesQuestion): Promise<Answer> {
    await loaded();
    return worker!.ask(question);
  }

  return {
    units: async () => (await loaded())[1],
    unit: (unit) => ask({ ask: 'unit', unit }),
    row: (row) => ask({ ask: 'row', row }),
    neighbours: (row, k) => ask({ ask: 'neighbours', row, k }),
    contrasts: (selected) => ask({ ask: 'contrasts', selected }),
    statistics: () => ask({ ask: 'statistics' }),
    histogram: (bins) => ask({ ask: 'histogram', bins }),
    close: () => worker?.close(),
  };
}
