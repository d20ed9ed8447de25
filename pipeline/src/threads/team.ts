import {
  type Control,
  controlOf,
  type Job,
  type Kernel,
  kernelTable,
  MOST_CHUNKS,
  newControl,
  postJob,
  takeChunks,
  waitForJob,
} from './control.js';
import type { HelperStart } from './helper.js';
import { type ModuleWorker, startsBesideBusyCaller, startWorker } from './worker.js';

/** A job that is done beside others. */
export interface JobAside {
  /** Does what chunks are left to take; others may still be at theirs. */
  join(): void;
  /** Does so, and waits for the others. */
  finish(): void;
}

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
    const team = new Team(module, memory, controlOf(control, threads), threads);
    const helpers = Array.from({ length: threads - 1 }, (_, index) =>
      startHelper({ module, memory, control, thread: index + 1, threads }, (error) => {
        team.failure ??= error;
      }),
    );
    team.helpers = await Promise.all(helpers);
    return team;
  }

  /** Runs `kernel(chunk, thread, ...args)` for every chunk from 0 to `chunks` - 1, in any order and on any thread. */
  run(kernel: string, chunks: number, ...args: number[]): void {
    const index = this.indexOf(kernel);
    if (!this.control || chunks === 1) {
      this.runAlone(index, chunks, args);
      return;
    }
    const { main } = this.control;
    for (let first = 0; first < chunks; first += MOST_CHUNKS) {
      postJob(this.control, main, index, first, Math.min(MOST_CHUNKS, chunks - first), args);
      this.complete(main, kernel);
    }
  }

  /**
   * Starts `kernel` on its chunks, at most 4,095, for the helpers to do before the chunks of what `run` runs meanwhile:
   * two pieces of work that need nothing of each other wait less for each other's threads. One such job at a time.
   */
  runAside(kernel: string, chunks: number, ...args: number[]): JobAside {
    const index = this.indexOf(kernel);
    if (!this.control) {
      this.runAlone(index, chunks, args);
      return { join() {}, finish() {} };
    }
    const { aside } = this.control;
    postJob(this.control, aside, index, 0, chunks, args);
    return {
      join: () => takeChunks(aside, this.kernels, 0),
      finish: () => this.complete(aside, kernel),
    };
  }

  private indexOf(kernel: string): number {
    if (this.failure) throw this.failure;
    const index = this.names.indexOf(kernel);
    if (index < 0) throw new Error(`No kernel is called ${kernel}.`);
    return index;
  }

  private runAlone(kernel: number, chunks: number, args: number[]): void {
    for (let chunk = 0; chunk < chunks; chunk++) this.kernels[kernel](chunk, 0, ...args);
  }

  private complete(job: Job, kernel: string): void {
    takeChunks(job, this.kernels, 0);
    if (!waitForJob(job)) throw new Error(`The kernel ${kernel} failed.`);
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
