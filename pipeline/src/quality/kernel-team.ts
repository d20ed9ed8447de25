import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InterruptedError } from '../errors.js';
import { Arena } from '../threads/arena.js';
import { sharedMemory } from '../threads/memory.js';
import { Team } from '../threads/team.js';

/** Rows of one chunk of the kernels that measure distances. */
export const distancesChunk = 32;

/** The kernels of `kernels/index.as.ts`, where their parameters are described, on several threads. */
export class KernelTeam {
  private constructor(
    private readonly team: Team,
    readonly arena: Arena,
    private readonly signal: AbortSignal | undefined,
  ) {}

  static async start(threads: number, signal?: AbortSignal): Promise<KernelTeam> {
    const bytes = await readFile(new URL('kernels.wasm', import.meta.url));
    const module = await WebAssembly.compile(bytes);
    const memory = sharedMemory();
    return new KernelTeam(await Team.start(module, memory, threads), new Arena(memory), signal);
  }

  get threads(): number {
    return this.team.threads;
  }

  /**
   * Runs a kernel for every chunk, then lets events in. A call should take well below a second.
   * @throws InterruptedError when the signal aborts
   */
  async run(kernel: string, chunks: number, ...args: number[]): Promise<void> {
    this.team.run(kernel, chunks, ...args);
    await nextTurn();
    if (this.signal?.aborted) throw new InterruptedError('measuring quality was interrupted');
  }

  /**
   * Runs a kernel whose chunks are queries, each of which looks at all rows: some at a time, so that no call is long.
   * The kernel gets the number of the first query of its call before `args`.
   */
  async runQueries(kernel: string, queries: number, rows: number, ...args: number[]): Promise<void> {
    const atOnce = Math.max(16, Math.ceil(rowsAtOnce / rows));
    for (let first = 0; first < queries; first += atOnce) {
      await this.run(kernel, Math.min(atOnce, queries - first), first, ...args);
    }
  }

  close(): void {
    this.team.close();
  }
}

/** Rows that all queries of one call look at: some 50 milliseconds. */
const rowsAtOnce = 4e6;
