import { Worker } from 'node:worker_threads';
import { InterruptedError, UserError } from '../../errors.js';
import type { EmbeddingOptions } from '../../options.js';
import type { Matrix } from '../run-data.js';

/** The npm package compares all pairs of rows at every iteration, in one thread. */
const mostRows = 2_000;

/** Measured at 2,000 rows on two cores of an AMD EPYC; it grows with the square of the rows. */
const secondsAnIterationAtMostRows = 1;

/** What the worker thread is asked to do. */
export interface TsneJsTask {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  readonly seed: number;
  readonly perplexity: number;
  readonly earlyExaggeration: number;
  readonly iterations: number;
  readonly metric: string;
}

/** What the worker thread answers: progress, or the finished embedding. */
export type TsneJsMessage =
  | { readonly iteration: number; readonly cost: number }
  | { readonly embedding: Float32Array; readonly cost: number };

/**
 * Lays out codes with the npm package `tsne-js` (exact t-SNE), in a thread of its own so that the program stays
 * responsive. For comparison with this product's engine; small data only.
 *
 * @returns the embedding, `rows x 2`, and the package's own cost
 * @throws InterruptedError when `signal` is aborted
 */
export async function layoutWithTsneJs(
  codes: Matrix,
  options: EmbeddingOptions,
  seed: number,
  onIteration: (iteration: number, cost: number) => void,
  signal: AbortSignal,
): Promise<{ embedding: Float32Array; cost: number }> {
  const { perplexity, earlyExaggeration, metric } = options;
  const iterations = options.earlyIterations + options.iterations;
  const task: TsneJsTask = {
    ...codes,
    seed,
    perplexity: perplexity[0],
    earlyExaggeration,
    iterations,
    metric,
  };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: task });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new InterruptedError()), { once: true });
      worker.on('error', reject);
      worker.on('message', (message: TsneJsMessage) => {
        if ('embedding' in message) resolve(message);
        else onIteration(message.iteration, message.cost);
      });
    });
  } finally {
    await worker.terminate();
  }
}

/** @throws UserError above 2,000 rows, with what it would cost, and for options that the package lacks */
export function checkTsneJs(rows: number, options: EmbeddingOptions): void {
  if (rows > mostRows) {
    const iterations = options.earlyIterations + options.iterations;
    const seconds = secondsAnIterationAtMostRows * (rows / mostRows) ** 2 * iterations;
    const gibibytes = (8 * rows ** 2) / 2 ** 30;
    throw new UserError(
      `--engine tsne-js: ${rows.toLocaleString('en')} rows would take about ${duration(seconds)} and ` +
        `${gibibytes.toFixed(1)} GiB for each of its matrices, because it compares all pairs; ` +
        `use the default engine, or --sample ${mostRows}.`,
    );
  }
  if (options.perplexity.length > 1) {
    throw new UserError('--engine tsne-js: takes one perplexity; give one, or use the default engine.');
  }
}

function duration(seconds: number): string {
  if (seconds > 172_800) return `${Math.round(seconds / 86_400)} days`;
  if (seconds > 7_200) return `${Math.round(seconds / 3_600)} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}
