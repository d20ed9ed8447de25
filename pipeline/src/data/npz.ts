import { type UnzipFileInfo, unzipSync } from 'fflate';
import { UserError } from '../errors.js';
import { pickRows, tableOfArrays } from './array-table.js';
import { describeArchive } from './foreign-formats.js';
import { type NpyArray, parseNpy } from './npy.js';
import type { DataOptions } from './options.js';
import type { Plan } from './roles.js';
import { rowsWithin } from './sample.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

const maxUnzippedBytes = 4 * 2 ** 30;

/**
 * Reads a .npz archive: every array is a column, so all must have the same first dimension. Names that end in `_train`
 * and `_test` are two parts of one column, and the second part is held out.
 *
 * @param rows numbers of the rows to keep, ascending; arrays are then unpacked one by one, and only these kept
 */
export async function readNpz(
  source: Source,
  plan: Plan,
  _: DataOptions = {},
  rows?: Uint32Array,
): Promise<Table> {
  const { name } = source;
  const archive = await source.bytes();
  const files = membersOf(archive, name);
  if (files.length === 0) throw new UserError(`${name}: ${describeArchive(namesIn(archive, name))}`);
  const arrays = new Map<string, NpyArray>();
  let trainRows: number | undefined;
  for (const file of files) {
    const arrayName = file.replace(/\.npy$/, '');
    if (plan.options.drop?.includes(arrayName)) {
      arrays.set(arrayName, { shape: [], values: [] });
      continue;
    }
    const array = parseMember(unzip(archive, name, file), name, arrayName);
    if (/^x_train$/i.test(arrayName)) trainRows = array.shape[0];
    arrays.set(arrayName, array);
    if (rows !== undefined) arrays.set(arrayName, pickRows(array, rowsOf(arrayName, rows, trainRows)));
    else if (plan.scope !== 'all')
      arrays.set(arrayName, array.shape.length === 1 ? array : { ...array, values: [] });
  }
  const testRows = [...arrays].find(([each]) => /^x_test$/i.test(each))?.[1].shape[0] ?? 0;
  const table = tableOfArrays(testRows > 0 ? joinTrainAndTest(arrays) : arrays, name, plan);
  return testRows > 0
    ? { ...table, split: new Uint8Array(table.rows).fill(1, table.rows - testRows) }
    : table;
}

function parseMember(bytes: Uint8Array, source: string, name: string): NpyArray {
  try {
    return parseNpy(bytes, `${source}, array "${name}"`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message} Or leave it out with --drop "${name}".`);
  }
}

/** Of rows of a table, those that lie in an array, which may be its first part or its second. */
function rowsOf(name: string, rows: Uint32Array, trainRows: number | undefined): Uint32Array {
  if (trainRows === undefined) return rows;
  if (/_train$/i.test(name)) return rowsWithin(rows, 0, trainRows);
  return /_test$/i.test(name) ? rowsWithin(rows, trainRows, 2 ** 32 - trainRows) : rows;
}

/** The arrays of an archive; those whose rows come first before those that follow them. */
function membersOf(archive: Uint8Array, name: string): string[] {
  const files: string[] = [];
  let total = 0;
  unzipped(archive, name, ({ name: file, originalSize }) => {
    total += originalSize;
    if (total > maxUnzippedBytes) {
      throw new UserError(`${name}: the archive unpacks to more than 4 GiB. Save the arrays as .npy files.`);
    }
    if (file.endsWith('.npy')) files.push(file);
    return false;
  });
  const isTest = (file: string) => Number(/_test\.npy$/i.test(file));
  return files.sort((a, b) => isTest(a) - isTest(b));
}

/** The names of all that is in an archive. */
function namesIn(archive: Uint8Array, name: string): string[] {
  const names: string[] = [];
  unzipped(archive, name, (file) => {
    names.push(file.name);
    return false;
  });
  return names;
}

const unzip = (archive: Uint8Array, name: string, wanted: string): Uint8Array =>
  unzipped(archive, name, (file) => file.name === wanted)[wanted];

function unzipped(
  archive: Uint8Array,
  name: string,
  filter: (file: UnzipFileInfo) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(archive, { filter });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${name}: the zip archive is damaged or cut off (${(error as Error).message}). Copy or save it again.`,
    );
  }
}

function joinTrainAndTest(arrays: ReadonlyMap<string, NpyArray>): Map<string, NpyArray> {
  const joined = new Map<string, NpyArray>();
  for (const [name, train] of arrays) {
    const base = /^(.+)_train$/i.exec(name)?.[1];
    const test =
      base === undefined
        ? undefined
        : arrays.get(name.replace(/train$/i, (t) => (t === 'train' ? 'test' : 'TEST')));
    if (base === undefined || test === undefined) continue;
    const shape = [train.shape[0] + test.shape[0], ...train.shape.slice(1)];
    joined.set(base, { shape, values: concatenate(train.values, test.values) });
  }
  return joined;
}

function concatenate(a: NpyArray['values'], b: NpyArray['values']): NpyArray['values'] {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b))
    return [...Array.from<string | number>(a as string[]), ...(b as string[])] as string[];
  const joined = new (a.constructor as Float32ArrayConstructor)(a.length + b.length);
  joined.set(a as Float32Array);
  joined.set(b as Float32Array, a.length);
  return joined;
}
