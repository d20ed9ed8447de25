import { Worker } from 'node:worker_threads';
import { UserError } from '../errors.js';
import { damagedFile, notReadWithin, patienceWith } from './damaged-file.js';
import { KernelMemory } from './kernel-memory.js';
import { availableMemory } from './memory.js';
import type { DataOptions } from './options.js';
import type { Plan, Scope } from './roles.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

/** Formats whose libraries trust the counts inside a file. */
export type RiskyFormat = 'parquet' | 'arrow';

/** What the thread is asked to read. */
export interface ReadRequest {
  readonly format: RiskyFormat;
  readonly name: string;
  readonly fileName: string;
  /** The file, where it lies on the disk uncompressed, else its bytes. */
  readonly content: string | Uint8Array;
  readonly plan: DataOptions;
  readonly scope: Scope;
  /** The rows to keep; all where not given. */
  readonly rows?: Uint32Array;
}

/**
 * What the thread answers: first any number of `step`, which say that it is getting on, then one of the others. A table
 * comes with the kernels' memory where columns lie in it.
 */
export type ReadReply =
  | { readonly kind: 'step' }
  | { readonly kind: 'table'; readonly table: Table; readonly memory?: WebAssembly.Memory }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'damaged'; readonly message: string };

const formatNames: Readonly<Record<RiskyFormat, string>> = { parquet: 'Parquet', arrow: 'Arrow' };

/** JavaScript objects (text, lists) take many times the bytes of a compressed file, but not any number of times. */
const heapOfBytes = 64;
const smallestHeapMegabytes = 1024;

interface Thread {
  readonly worker: Worker;
  /** Memory for JavaScript objects. */
  readonly megabytes: number;
}

/** Waits for the next file; it does not keep the process alive. */
let idle: Thread | undefined;

/**
 * Reads a file in a thread of its own, because a few damaged bytes can make the library loop or ask for memory without
 * end: a thread can be ended, and its memory is limited.
 *
 * @param rows as for `readTable`
 * @param patience milliseconds that one step may take; by default 20 s, and more for large files
 * @throws UserError when the file is damaged
 */
export async function readInThread(
  format: RiskyFormat,
  source: Source,
  plan: Plan,
  rows?: Uint32Array,
  patience = patienceWith(source),
): Promise<Table> {
  const request: ReadRequest = {
    format,
    name: source.name,
    fileName: source.fileName,
    content: source.path ?? (await source.bytes()),
    plan: plan.options,
    scope: plan.scope,
    rows,
  };
  const reply = await ask(await threadFor(source), request, patience);
  if (reply.kind === 'table') {
    const { table, memory } = reply;
    if (memory) adopt(table, new KernelMemory(memory));
    return table;
  }
  if (reply.kind === 'refused') throw new UserError(reply.message);
  throw damagedFile(source.name, formatNames[format], reply.message);
}

async function threadFor({ size }: Source): Promise<Thread> {
  const wanted = Math.max(smallestHeapMegabytes, (heapOfBytes * size) / 2 ** 20);
  const megabytes = Math.ceil(Math.min(wanted, availableMemory() / 2 ** 20));
  const waiting = idle;
  idle = undefined;
  if (waiting !== undefined && waiting.megabytes >= megabytes) return waiting;
  await waiting?.worker.terminate();
  const resourceLimits = { maxOldGenerationSizeMb: megabytes };
  return { worker: new Worker(new URL('./read-worker.js', import.meta.url), { resourceLimits }), megabytes };
}

type Answer = Exclude<ReadReply, { kind: 'step' }>;

/** @returns the answer, or what became of a thread that gave none */
async function ask(thread: Thread, request: ReadRequest, patience: number): Promise<Answer> {
  const { worker } = thread;
  let timer: NodeJS.Timeout | undefined;
  worker.ref();
  const answer = await new Promise<Answer | string>((resolve) => {
    const expect = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, patience, notReadWithin(patience));
    };
    expect();
    worker.on('message', (reply: ReadReply) => (reply.kind === 'step' ? expect() : resolve(reply)));
    worker.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it asks for more memory than there is' : error.message,
      ),
    );
    worker.postMessage(request);
  });
  clearTimeout(timer);
  worker.removeAllListeners('message');
  worker.removeAllListeners('error');
  if (typeof answer !== 'string') {
    worker.unref();
    idle = thread;
    return answer;
  }
  await worker.terminate();
  return { kind: 'damaged', message: answer };
}

/** Makes the columns that lie in the other thread's memory known to this thread's kernels, which need no copy of them. */
function adopt({ columns }: Table, memory: KernelMemory): void {
  for (const { values } of columns)
    if ('buffer' in values && values.buffer instanceof SharedArrayBuffer) memory.adopt(values);
}
