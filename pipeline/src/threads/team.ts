import {
  ARGUMENTS,
  CHUNKS,
  type Control,
  controlOf,
  DONE,
  FAILED,
  FIRST_CHUNK,
  firstOfRun,
  JOBS,
  KERNEL,
  type Kernel,
  kernelTable,
  MOST_CHUNKS,
  newControl,
  SPINS,
  takeChunks,
} from './control.js';
import type { HelperStart } from './helper.js';
import { type ModuleWorker, startsBesideBusyCaller, startWorker } from './worker.js';

/**
 * Threads that run the kernels of one WebAssembly module on one memory. The caller's thread is one of them, so `run`
 * blocks until the work is done: call it in a worker, or where blocking does no harm.
 */
export class Team {
  private readonly names: readonly string[];
  private readonly kernels: readonly Kernel[];
  private helpers: readonly ModuleWorker[] = [];
  private failure?: Error;

  private constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    private readonly control: Control | undefined,
    readonly threads: number,
  ) {
    const { names, kernels } = kernelTable(new WebAssembly.Instance(module, { env: { memory } }));
    this.names = names;
    this.kernels = kernels;
  }

  /**
   * @param module compiled kernels; they import `env.memory`, and each takes (chunk, thread, ...numbers)
   * @param memory shared when `threads` is more than 1
   * @param threads including the caller's; the others join in once they have come to life, some 50 ms later
   */
  static async start(module: WebAssembly.Module, memory: WebAssembly.Memory, threads: number): Promise<Team> {
    if (threads === 1) return new Team(module, memory, undefined, 1);
    const control = newControl(threads);
    const team = new Team(module, memory, controlOf(control), threads);
    const helpers = Array.from({ length: threads - 1 }, (_, index) =>
      startHelper({ module, memory, control, thread: index + 1 }, (error) => {
        team.failure ??= error;
      }),
    );
    team.helpers = await Promise.all(helpers);
    return team;
  }

  /** Runs `kernel(chunk, thread, ...args)` for every chunk from 0 to `chunks` - 1, in any order and on any thread. */
  run(kernel: string, chunks: number, ...args: number[]): void {
    if (this.failure) throw this.failure;
    const index = this.names.indexOf(kernel);
    if (index < 0) throw new Error(`No kernel is called ${kernel}.`);
    if (!this.control || chunks === 1) {
      for (let chunk = 0; chunk < chunks; chunk++) this.kernels[index](chunk, 0, ...args);
      return;
    }
    for (let first = 0; first < chunks; first += MOST_CHUNKS) {
      this.share(this.control, index, first, Math.min(MOST_CHUNKS, chunks - first), args);
    }
  }

  private share(control: Control, kernel: number, first: number, chunks: number, args: number[]): void {
    const { words, tickets } = control;
    control.args.set(args);
    words[KERNEL] = kernel;
    words[ARGUMENTS] = args.length;
    words[FIRST_CHUNK] = first;
    words[CHUNKS] = chunks;
    words[DONE] = 0;
    const job = words[JOBS] + 1;
    for (let thread = 0; thread < this.threads; thread++) {
      const end = firstOfRun(thread + 1, this.threads, chunks);
      const size = end - firstOfRun(thread, this.threads, chunks);
      Atomics.store(tickets, thread, (job << 12) | size);
    }
    // Last, so that a helper that sees the new job finds its chunks.
    Atomics.store(words, JOBS, job);
    Atomics.notify(words, JOBS);
    takeChunks(control, this.kernels, 0);
    for (let spins = 0, done = Atomics.load(words, DONE); done < chunks; done = Atomics.load(words, DONE)) {
      if (++spins > SPINS) Atomics.wait(words, DONE, done);
    }
    if (words[FAILED] !== 0) throw new Error(`The kernel ${this.names[kernel]} failed.`);
  }

  /** Ends the helpers; the team cannot run anything afterwards. */
  close(): void {
    for (const helper of this.helpers) helper.terminate();
  }
}

/** Where a worker comes to life beside a busy caller, it is not waited for: the others take its chunks until then. */
function startHelper(start: HelperStart, onError: (error: Error) => void): Promise<ModuleWorker> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      onError(error);
      reject(error);
    };
    const started = startWorker(new URL('./helper.js', import.meta.url), () => resolve(started), fail);
    started.then((worker) => {
      worker.post(start);
      if (startsBesideBusyCaller) resolve(worker);
    }, reject);
  });
}
