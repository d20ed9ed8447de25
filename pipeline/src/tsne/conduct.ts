import { UserError } from '../errors.js';
import { availableThreads, startWorker } from '../threads/worker.js';
import { chunksOf } from './engine.js';
import type { Job, Reply, Results } from './jobs.js';
import { loadKernels } from './load-kernels.js';
import type { TsneIteration, TsneProgress } from './options.js';

/** How a job is run, and whom it tells. */
export interface Conduct {
  /** Threads to use, at most; all that the machine has by default. The result is the same for any number. */
  readonly threads?: number;
  readonly seed?: number;
  /** Stops the work at once and rejects the promise with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TsneProgress) => void;
  readonly onIteration?: (state: TsneIteration) => void;
}

const MOST_THREADS = 64;

/** A worker that does jobs, one after the other. */
export interface Conductor {
  perform<Kind extends Job['kind']>(job: Extract<Job, { kind: Kind }>): Promise<Results[Kind]>;
  /** Ends the worker and its threads at once; a job under way is rejected. */
  end(reason?: unknown): void;
}

/**
 * Starts a conductor; its signal ends it.
 *
 * @param mostThreads more than these have nothing to do
 */
export async function startConductor(how: Conduct, mostThreads = MOST_THREADS): Promise<Conductor> {
  const { seed = 1, signal, onProgress, onIteration } = how;
  signal?.throwIfAborted();
  const threads = await threadCount(how.threads, mostThreads);
  // The kernels are read and compiled while the worker comes to life.
  const loading = loadKernels();
  let ended: unknown;
  let waiting: { resolve(result: unknown): void; reject(reason: unknown): void } | undefined;
  const listen = (message: unknown): void => {
    const reply = message as Reply;
    if (reply.type === 'progress') onProgress?.({ phase: reply.phase, done: reply.done, total: reply.total });
    else if (reply.type === 'iteration') onIteration?.({ ...reply.state, embedding: reply.embedding });
    else if (reply.type === 'done') waiting?.resolve(reply.result);
    else waiting?.reject(errorOf(reply));
  };
  // The worker may die before a job is there to be rejected: then the next one is.
  const fail = (reason: unknown): void => {
    ended ??= reason;
    waiting?.reject(reason);
  };
  const worker = await startWorker(new URL('./conductor.js', import.meta.url), listen, fail);
  const abort = (): void => end(signal?.reason);
  const end = (reason: unknown = new Error('The computation was ended.')): void => {
    signal?.removeEventListener('abort', abort);
    worker.terminate();
    fail(reason);
  };
  signal?.addEventListener('abort', abort);
  try {
    worker.post({ start: { module: await loading, threads, seed } });
  } catch (error) {
    end(error);
    throw error;
  }
  return {
    perform: (job) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        waiting = { resolve: resolve as (result: unknown) => void, reject };
        worker.post({ job });
      }),
    end,
  };
}

/** Runs one job on so many rows in a conductor of its own, with at most as many threads as the rows make chunks. */
export async function conduct<Kind extends Job['kind']>(
  job: Extract<Job, { kind: Kind }>,
  rows: number,
  how: Conduct,
): Promise<Results[Kind]> {
  const conductor = await startConductor(how, chunksOf(rows, MOST_THREADS).count);
  try {
    return await conductor.perform(job);
  } finally {
    conductor.end();
  }
}

function errorOf({ message, exitCode }: Extract<Reply, { type: 'failed' }>): Error {
  return exitCode === undefined ? new Error(message) : new UserError(message, exitCode);
}

/** Without SharedArrayBuffer (a page that is not cross-origin isolated) there is one thread. */
async function threadCount(wanted: number | undefined, most: number): Promise<number> {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new UserError(`invalid threads: ${wanted}; expected a whole number above 0`);
  }
  if (typeof SharedArrayBuffer === 'undefined') return 1;
  return Math.min(wanted ?? (await availableThreads()), most);
}
