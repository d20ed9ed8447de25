import { UserError } from '../errors.js';
import { refuseForeign } from './foreign-formats.js';
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
  parquet: async () => (await import('./read-parquet.js')).readParquetFile,
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
 * @throws UserError for a format that is none of ours, and for whatever a format's reader refuses
 */
export async function readTable(
  source: Source,
  plan: Plan,
  options: DataOptions = {},
  rows?: Uint32Array,
): Promise<Table> {
  const head = await headOf(source, 64);
  refuseForeign(head, source.name);
  const read = await readers[recogniseFormat(source.fileName, head)]();
  try {
    return await read(source, plan, options, rows);
  } catch (error) {
    if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error;
    throw new UserError(`${source.name}: its values are nested too deeply for a table.`);
  }
}
