/**
 * The blocks of shared memory through which a team hands out its work: one for the job that the caller is at, one for a
 * job that is done beside it.
 *
 * A job is a kernel, its arguments and a number of chunks. Each thread has a run of the chunks of its own, the same in
 * every job of so many chunks, so that it finds in its core's cache what it left there; a thread whose run is
 * done takes from the others'. A run's ticket holds the number of the job in its upper 20 bits and how many of its
 * chunks are left to take in its lower 12: taking a chunk is one compare-and-swap, which fails when the job has
 * changed. A job changes only after all its chunks are done, so whoever holds a chunk may read the arguments.
 */
export interface Control {
  /** Grows with every job that is posted: what an idle helper waits on. */
  readonly posted: Int32Array;
  /** The job that the caller is at. */
  readonly main: Job;
  /** The job beside it, which helpers do first. */
  readonly aside: Job;
}

export interface Job {
  readonly words: Int32Array;
  /** The ticket of each thread's run of chunks. */
  readonly tickets: Int32Array;
  readonly args: Float64Array;
}

/** Indices into a job's `words`. Chunks that are done: */
const DONE = 0;
/** All chunks of the job. */
const CHUNKS = 1;
/** Added to the number of a chunk, for jobs of more chunks than a ticket counts. */
const FIRST_CHUNK = 2;
const KERNEL = 3;
const ARGUMENTS = 4;
const FAILED = 5;
/** Grows with every job. */
const NUMBER = 6;

/** Chunks that one ticket can count. */
export const MOST_CHUNKS = 4095;

/** Looks at shared memory this many times before going to sleep: some ten microseconds. */
export const SPINS = 4000;

const WORDS = 8;
const MOST_ARGUMENTS = 32;
/** Bytes of a line of the cache: what different threads write stands on different lines. */
const LINE = 64;

const jobBytes = (threads: number): number =>
  Math.ceil((8 * MOST_ARGUMENTS + 4 * (WORDS + threads)) / LINE) * LINE;

export function newControl(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(LINE + 2 * jobBytes(threads));
}

export function controlOf(buffer: SharedArrayBuffer, threads: number): Control {
  const jobAt = (offset: number): Job => ({
    args: new Float64Array(buffer, offset, MOST_ARGUMENTS),
    words: new Int32Array(buffer, offset + 8 * MOST_ARGUMENTS, WORDS),
    tickets: new Int32Array(buffer, offset + 8 * MOST_ARGUMENTS + 4 * WORDS, threads),
  });
  return {
    posted: new Int32Array(buffer, 0, 1),
    main: jobAt(LINE),
    aside: jobAt(LINE + jobBytes(threads)),
  };
}

/** The first chunk of a thread's run, of `chunks` that are shared among `threads`. */
function firstOfRun(thread: number, threads: number, chunks: number): number {
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

/** Makes a job, whose last one is done, known to the helpers; `chunks` are at most `MOST_CHUNKS`. */
export function postJob(
  { posted }: Control,
  { words, tickets, args }: Job,
  kernel: number,
  first: number,
  chunks: number,
  given: readonly number[],
): void {
  args.set(given);
  words[KERNEL] = kernel;
  words[ARGUMENTS] = given.length;
  words[FIRST_CHUNK] = first;
  words[CHUNKS] = chunks;
  words[DONE] = 0;
  words[NUMBER]++;
  const threads = tickets.length;
  for (let thread = 0; thread < threads; thread++) {
    const size = firstOfRun(thread + 1, threads, chunks) - firstOfRun(thread, threads, chunks);
    Atomics.store(tickets, thread, (words[NUMBER] << 12) | size);
  }
  // Last, so that a helper that sees it finds the job's chunks.
  Atomics.add(posted, 0, 1);
  Atomics.notify(posted, 0);
}

/** Does chunks of a job, the thread's own first, until none is left to take. */
export function takeChunks(job: Job, kernels: readonly Kernel[], thread: number): void {
  const { words, tickets, args } = job;
  const threads = tickets.length;
  let number = -1;
  let given: number[] = [];
  for (let turn = 0; turn < threads; turn++) {
    const run = (thread + turn) % threads;
    for (let ticket = takeTicket(tickets, run); ticket !== 0; ticket = takeTicket(tickets, run)) {
      if (ticket >>> 12 !== number) {
        number = ticket >>> 12;
        given = Array.from(args.subarray(0, words[ARGUMENTS]));
      }
      const chunks = words[CHUNKS];
      const chunk = words[FIRST_CHUNK] + firstOfRun(run, threads, chunks) + (ticket & MOST_CHUNKS) - 1;
      try {
        kernels[words[KERNEL]](chunk, thread, ...given);
      } catch {
        Atomics.store(words, FAILED, 1);
      }
      if (Atomics.add(words, DONE, 1) + 1 === chunks) Atomics.notify(words, DONE);
    }
  }
}

/** Takes the last chunk that is left of a run. @returns the ticket as it was before, or 0 where none is left */
function takeTicket(tickets: Int32Array, run: number): number {
  let ticket = Atomics.load(tickets, run);
  while ((ticket & MOST_CHUNKS) !== 0) {
    const seen = Atomics.compareExchange(tickets, run, ticket, ticket - 1);
    if (seen === ticket) return ticket;
    ticket = seen;
  }
  return 0;
}

/** Waits until the chunks that others have taken are done. @returns whether all of them could be done */
export function waitForJob({ words }: Job): boolean {
  const chunks = words[CHUNKS];
  for (let spins = 0, done = Atomics.load(words, DONE); done < chunks; done = Atomics.load(words, DONE)) {
    if (++spins > SPINS) Atomics.wait(words, DONE, done);
  }
  return words[FAILED] === 0;
}
