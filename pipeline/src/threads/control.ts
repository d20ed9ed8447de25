/**
 * The block of shared memory through which a team hands out its work.
 *
 * A job is a kernel, its arguments and a number of chunks. Each thread has a run of the chunks of its own, the same in
 * every job of so many chunks, so that it finds in its core's cache what it left there; a thread whose run is
 * done takes from the others'. A run's ticket holds the number of the job in its upper 20 bits and how many of its
 * chunks are left to take in its lower 12: taking a chunk is one compare-and-swap, which fails when the job has
 * changed. A job changes only after all its chunks are done, so whoever holds a chunk may read the arguments.
 */
export interface Control {
  readonly words: Int32Array;
  /** The ticket of each thread's run of chunks. */
  readonly tickets: Int32Array;
  readonly args: Float64Array;
}

/** Indices into `words`. Chunks of the job that are done: */
export const DONE = 0;
/** All chunks of the job. */
export const CHUNKS = 1;
/** Added to the number of a chunk, for jobs of more chunks than a ticket counts. */
export const FIRST_CHUNK = 2;
export const KERNEL = 3;
export const ARGUMENTS = 4;
export const FAILED = 5;
/** Grows with every job: what an idle helper waits on. */
export const JOBS = 6;

/** Chunks that one ticket can count. */
export const MOST_CHUNKS = 4095;

/** Looks at shared memory this many times before going to sleep: some ten microseconds. */
export const SPINS = 4000;

const WORDS = 8;
const MOST_ARGUMENTS = 32;

export function newControl(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(8 * MOST_ARGUMENTS + 4 * (WORDS + threads));
}

export function controlOf(buffer: SharedArrayBuffer): Control {
  return {
    args: new Float64Array(buffer, 0, MOST_ARGUMENTS),
    words: new Int32Array(buffer, 8 * MOST_ARGUMENTS, WORDS),
    tickets: new Int32Array(buffer, 8 * MOST_ARGUMENTS + 4 * WORDS),
  };
}

/** The first chunk of a thread's run, of `chunks` that are shared among `threads`. */
export function firstOfRun(thread: number, threads: number, chunks: number): number {
  return Math.floor((thread * chunks) / threads);
}

export type Kernel = (chunk: number, thread: number, ...args: number[]) => void;

/** The kernels of an instance in an order that all threads share. */
export function kernelTable(instance: WebAssembly.Instance): { names: string[]; kernels: Kernel[] } {
  const names = Object.keys(instance.exports)
    .filter((name) => typeof instance.exports[name] === 'function')
    .sort();
  return { names, kernels: names.map((name) => instance.exports[name] as Kernel) };
}

/** Does chunks of the current job, the thread's own first, until none is left to take. */
export function takeChunks(control: Control, kernels: readonly Kernel[], thread: number): void {
  const threads = control.tickets.length;
  for (let turn = 0; turn < threads; turn++) {
    const run = (thread + turn) % threads;
    while (takeChunk(control, kernels, thread, run));
  }
}

/** Does the last chunk that is left of a run; says whether there was one. */
function takeChunk(
  { words, tickets, args }: Control,
  kernels: readonly Kernel[],
  thread: number,
  run: number,
): boolean {
  let ticket = Atomics.load(tickets, run);
  while ((ticket & MOST_CHUNKS) !== 0) {
    const seen = Atomics.compareExchange(tickets, run, ticket, ticket - 1);
    if (seen === ticket) break;
    ticket = seen;
  }
  const left = ticket & MOST_CHUNKS;
  if (left === 0) return false;
  const chunks = words[CHUNKS];
  const chunk = words[FIRST_CHUNK] + firstOfRun(run, tickets.length, chunks) + left - 1;
  try {
    kernels[words[KERNEL]](chunk, thread, ...args.subarray(0, words[ARGUMENTS]));
  } catch {
    Atomics.store(words, FAILED, 1);
  }
  if (Atomics.add(words, DONE, 1) + 1 === chunks) Atomics.notify(words, DONE);
  return true;
}
