import { type Format, recogniseFormat } from './format.js';
import type { DataOptions } from './options.js';
import { readInThread } from './read-in-thread.js';
import type { Plan } from './roles.js';
import { headOf, type Source } from './source.js';
import type { Table } from './table.js';

type Reader = (source: Source, plan: Plan, options: DataOptions, rows?: Uint32Array) => Promise<Table>;

/** A format's library is loaded when the first file of that format is met. */
const readers: Readonly<Record<Format, () => Promise<Reader>>> = {
  csv: async () => (await import('./csv.js')).readCsv,
  json: async () => (await import('./json.js')).readJson,
  jsonl: async () => (await import('./json.js')).readJsonLines,
  parquet: async () => (source, plan, _, rows) => readInThread('parquet', source, plan, rows),
  arrow: async () => (source, plan, _, rows) => readInThread('arrow', source, plan, rows),
  npy: async () => (await import('./arrays.js')).readNpy,
  npz: async () => (await import('./npz.js')).readNpz,
  idx: async () => (await import('./arrays.js')).readIdx,
};

/**
 * Reads a table in whatever format it is.
 *
 * @param plan decides from the names of the columns what each is for
 * @param rows numbers of the rows to keep, from 0 and ascending; by default all are kept
 */
export async function readTable(
  source: Source,
  plan: Plan,
  options: DataOptions = {},
  rows?: Uint32Array,
): Promise<Table> {
  const format = recogniseFormat(source.fileName, await headOf(source, 64));
  const read = await readers[format]();
  return await read(source, plan, options, rows);
}
