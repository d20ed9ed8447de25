import { parentPort, type Transferable } from 'node:worker_threads';
import { UserError } from '../errors.js';
import { reasonOf } from './damaged-file.js';
import { KernelMemory } from './kernel-memory.js';
import type { ReadReply, ReadRequest } from './read-in-thread.js';
import { type Plan, planRoles } from './roles.js';
import { bytesSource, openSource, type Source } from './source.js';
import type { Table } from './table.js';

// The thread of `readInThread`: reads one file after the other and answers each request once.
const readers = {
  parquet: async (): Promise<Reader> => {
    const { readParquet } = await import('./parquet.js');
    return async (source, plan, rows, step) => (await readParquet(source, plan, { rows, watch: { step } }))!;
  },
  arrow: async (): Promise<Reader> => (await import('./arrow.js')).readArrow,
};

type Reader = (source: Source, plan: Plan, rows: Uint32Array | undefined, step: () => void) => Promise<Table>;

parentPort!.on('message', async (request: ReadRequest) => {
  try {
    const table = await read(request);
    reply({ kind: 'table', table, memory: sharedOf(table) }, buffersOf(table));
  } catch (error) {
    reply({ kind: error instanceof UserError ? 'refused' : 'damaged', message: reasonOf(error) });
  }
});

async function read({ format, name, fileName, content, plan, scope, rows }: ReadRequest): Promise<Table> {
  const source =
    typeof content === 'string'
      ? { ...(await openSource(content)), name, fileName }
      : bytesSource(name, fileName, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
  const readFile = await readers[format]();
  return await readFile(source, planRoles(plan, scope), rows, () => reply({ kind: 'step' }));
}

/** The kernels' memory, where columns lie in it. */
function sharedOf({ columns }: Table): WebAssembly.Memory | undefined {
  const memories = columns.map((column) =>
    column.kind === 'text' ? undefined : KernelMemory.of(column.values),
  );
  return memories.find((memory) => memory !== undefined)?.shared;
}

function reply(message: ReadReply, transfer: Transferable[] = []): void {
  parentPort!.postMessage(message, transfer);
}

/** The memory of the numbers, which is handed over and not copied, or shared already. */
function buffersOf({ columns }: Table): ArrayBuffer[] {
  const buffers = columns.flatMap((column) => (column.kind === 'text' ? [] : [column.values.buffer]));
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
