import { UserError } from '../errors.js';
import { availableThreads, startWorker } from '../threads/worker.js';
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

/** Runs a job in a worker of its own, passes on what it says, and ends it, also early when the signal aborts. */
export async function conduct<Kind extends Job['kind']>(
  job: Extract<Job, { kind: Kind }>,
  { threads, seed = 1, signal, onProgress, onIteration }: Conduct,
): Promise<Results[Kind]> {
  signal?.throwIfAborted();
  const module = await loadKernels();
  const count = await threadCount(threads);
  let settle: { resolve(result: Results[Kind]): void; reject(reason: unknown): void };
  const outcome = new Promise<Results[Kind]>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const listen = (message: unknown): void => {
    const reply = message as Reply;
    if (reply.type === 'progress') onProgress?.({ phase: reply.phase, done: reply.done, total: reply.total });
    else if (reply.type === 'iteration') onIteration?.({ ...reply.state, embedding: reply.embedding });
    else if (reply.type === 'done') settle.resolve(reply.result as Results[Kind]);
    else settle.reject(reply.user ? new UserError(reply.message) : new Error(reply.message));
  };
  const worker = await startWorker(new URL('./conductor.js', import.meta.url), listen, (error) =>
    settle.reject(error),
  );
  const abort = (): void => settle.reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    worker.post({ module, threads: count, seed, job });
    return await outcome;
  } finally {
    signal?.removeEventListener('abort', abort);
    worker.terminate();
  }
}

/** Without SharedArrayBuffer (a page that is not cross-origin isolated) there is one thread. */
async function threadCount(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted > 0)) {
    throw new UserError(`invalid threads: ${wanted}; expected a whole number above 0`);
  }
  if (typeof SharedArrayBuffer === 'undefined') return 1;
  return Math.min(wanted ?? (await availableThreads()), MOST_THREADS);
}
