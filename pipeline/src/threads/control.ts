/**
 * The block of shared memory through which a team hands out its work.
 *
 * A job is a kernel, its arguments and a number of chunks. `ticket` holds the number of the job in its upper 20 bits
 * and how many chunks are left to take in its lower 12: taking a chunk is one compare-and-swap, which fails when
 * the job has changed. A job changes only after all its chunks are done, so whoever holds a chunk may read
 * the arguments.
 */
export interface Control {
  readonly words: Int32Array;
  readonly args: Float64Array;
}

/** Indices into `words`. */
export const TICKET = 0;
/** Chunks of the job that are done. */
export const DONE = 1;
/** All chunks of the job. */
export const CHUNKS = 2;
/** Added to the number of a chunk, for jobs of more chunks than a ticket counts. */
export const FIRST_CHUNK = 3;
export const KERNEL = 4;
export const ARGUMENTS = 5;
export const FAILED = 6;
/** Grows with every job: what an idle helper waits on. */
export const JOBS = 7;

/** Chunks that one ticket can count. */
export const MOST_CHUNKS = 4095;

/** Looks at shared memory this many times before going to sleep: some ten microseconds. */
export const SPINS = 4000;

const WORDS = 16;
const MOST_ARGUMENTS = 32;

export function newControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORDS * 4 + MOST_ARGUMENTS * 8);
}

export function controlOf(buffer: SharedArrayBuffer): Control {
  return {
    words: new Int32Array(buffer, 0, WORDS),
    args: new Float64Array(buffer, WORDS * 4, MOST_ARGUMENTS),
  };
}

export type Kernel = (chunk: number, thread: number, ...args: number[]) => void;

/** The kernels of an instance in an order that all threads share. */
export function kernelTable(instance: WebAssembly.Instance): { names: string[]; kernels: Kernel[] } {
  const names = Object.keys(instance.exports)
    .filter((name) => typeof instance.exports[name] === 'function')
    .sort();
  return { names, kernels: names.map((name) => instance.exports[name] as Kernel) };
}

/** Takes chunks of the current job until none is left; returns how many this thread did. */
export function takeChunks({ words, args }: Control, kernels: readonly Kernel[], thread: number): number {
  for (let taken = 0; ; taken++) {
    let ticket = Atomics.load(words, TICKET);
    while ((ticket & MOST_CHUNKS) !== 0) {
      const seen = Atomics.compareExchange(words, TICKET, ticket, ticket - 1);
      if (seen === ticket) break;
      ticket = seen;
    }
    const left = ticket & MOST_CHUNKS;
    if (left === 0) return taken;
    try {
      kernels[words[KERNEL]](words[FIRST_CHUNK] + left - 1, thread, ...args.subarray(0, words[ARGUMENTS]));
    } catch {
      Atomics.store(words, FAILED, 1);
    }
    const chunks = words[CHUNKS];
    if (Atomics.add(words, DONE, 1) + 1 === chunks) Atomics.notify(words, DONE);
  }
}
