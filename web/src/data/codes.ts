import { fetchBuffer } from '../api.js';
import type { CodeHistogram } from './code-histogram.js';
import type { CodesAnswer, CodesRequest } from './codes.worker.js';
import type { Contrast } from './contrast.js';
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

type Question = CodesRequest extends infer Request
  ? Request extends CodesRequest
    ? Omit<Request, 'id'>
    : never
  : never;

/** @param file Another float32 matrix of the run, one row a row, to ask the same of. */
export function createCodes(run: string, file = 'codes.npy'): Codes {
  let worker: Worker | undefined;
  let shape: Promise<readonly [number, number]> | undefined;
  let lastId = 0;
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();

  function ask<T>(question: Question, transfer: Transferable[] = []): Promise<T> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker!.postMessage({ ...question, id }, transfer);
    });
  }

  async function load(): Promise<readonly [number, number]> {
    const buffer = await fetchBuffer(run, file);
    if (!buffer)
      throw new Error(file === 'codes.npy' ? 'This run has no codes.' : `This run has no ${file}.`);
    worker = new Worker(new URL('./codes.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<CodesAnswer>) => {
      const question = waiting.get(data.id);
      waiting.delete(data.id);
      if ('error' in data) question?.reject(new Error(data.error));
      else question?.resolve(data.value as never);
    });
    const asked = ask<readonly [number, number]>({ ask: 'load', buffer }, [buffer]);
    return asked.catch((error: Error) => {
      throw new Error(`${file} of “${run}” is damaged: ${error.message}.`);
    });
  }

  const loaded = () => (shape ??= load());

  return {
    units: async () => (await loaded())[1],
    unit: async (unit) => loaded().then(() => ask({ ask: 'unit', unit })),
    row: async (row) => loaded().then(() => ask({ ask: 'row', row })),
    neighbours: async (row, k) => loaded().then(() => ask({ ask: 'neighbours', row, k })),
    contrasts: async (selected) => loaded().then(() => ask({ ask: 'contrasts', selected })),
    statistics: async () => loaded().then(() => ask({ ask: 'statistics' })),
    histogram: async (bins) => loaded().then(() => ask({ ask: 'histogram', bins })),
    close: () => worker?.terminate(),
  };
}
