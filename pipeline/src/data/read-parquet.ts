import { UserError } from '../errors.js';
import { damagedFile, notReadWithin, patienceWith, reasonOf } from './damaged-file.js';
import type { DataOptions } from './options.js';
import { readParquet } from './parquet.js';
import { readInThread } from './read-in-thread.js';
import type { Plan } from './roles.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

/**
 * Reads Parquet in this thread if all that is wanted are numbers, which takes less time than to start another thread;
 * what needs a library is read in one of its own.
 *
 * @param rows as for `readTable`
 * @throws UserError when the file is damaged
 */
export async function readParquetFile(
  source: Source,
  plan: Plan,
  _: DataOptions,
  rows?: Uint32Array,
): Promise<Table> {
  return (await readNumbersHere(source, plan, rows)) ?? (await readInThread('parquet', source, plan, rows));
}

/**
 * @param patience milliseconds that one step may take; by default 20 s, and more for large files
 * @returns undefined when a library is needed
 */
export async function readNumbersHere(
  source: Source,
  plan: Plan,
  rows?: Uint32Array,
  patience = patienceWith(source),
): Promise<Table | undefined> {
  let started = Date.now();
  const watch = {
    step: () => {
      started = Date.now();
    },
    page: () => {
      if (Date.now() - started > patience) throw new Error(notReadWithin(patience));
    },
  };
  try {
    return await readParquet(source, plan, { rows, watch, library: false });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damagedFile(source.name, 'Parquet', reasonOf(error));
  }
}
