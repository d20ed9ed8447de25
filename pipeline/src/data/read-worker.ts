import { parentPort, type Transferable } from 'node:worker_threads';
import { UserError } from '../errors.js';
import { KernelMemory } from './kernel-memory.js';
import type { ReadReply, ReadRequest } from './read-in-thread.js';
import { planRoles } from './roles.js';
import { bytesSource, openSource } from './source.js';
import type { Table } from './table.js';

// The thread of `readInThread`: reads one file after the other and answers each request once.
const readers = {
  parquet: async () => (await import('./parquet.js')).readParquet,
  arrow: async () => (await import('./arrow.js')).readArrow,
};

parentPort!.on('message', async (request: ReadRequest) => {
  try {
    const table = await read(request);
    reply({ kind: 'table', table, memory: sharedOf(table) }, buffersOf(table));
  } catch (error) {
    // What the libraries stumble over where they trust the file says nothing to its owner.
    const isStumble = error instanceof TypeError || error instanceof RangeError;
    const message = isStumble ? 'its parts do not fit together' : (error as Error).message.split('\n')[0];
    reply({ kind: error instanceof UserError ? 'refused' : 'damaged', message });
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
