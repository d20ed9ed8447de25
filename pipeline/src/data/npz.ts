import { type UnzipFileInfo, unzipSync } from 'fflate';
import { UserError } from '../errors.js';
import { pickRows, tableOfArrays } from './array-table.js';
import { describeArchive } from './foreign-formats.js';
import { type NpyArray, parseNpy } from './npy.js';
import type { DataOptions } from './options.js';
import { listNames, type Plan } from './roles.js';
import { rowsWithin } from './sample.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

const maxUnzippedBytes = 4 * 2 ** 30;

/** Endings of arrays that are parts of one column, in the order in which the parts follow each other. */
const endings = [/_train$/i, /_test$/i, /_val(id(ation)?)?$/i];

/** Which part of a column an array is; -1 when it is one of its own. */
const partOf = (name: string) => endings.findIndex((ending) => ending.test(name));

/**
 * Reads a .npz archive: every array is a column, so all must have the same first dimension. Names that end in `_train`,
 * `_test` and `_val` are parts of one column, and all but the first part are held out.
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
  /** Of each part. */
  const rowCounts: number[] = [];
  for (const file of files) {
    const arrayName = file.replace(/\.npy$/, '');
    if (plan.options.drop?.includes(arrayName)) {
      arrays.set(arrayName, { shape: [], values: [] });
      continue;
    }
    const array = parseMember(unzip(archive, name, file), name, arrayName);
    const part = partOf(arrayName);
    if (part >= 0) rowCounts[part] ??= array.shape[0] ?? 0;
    arrays.set(arrayName, array);
    if (rows !== undefined) arrays.set(arrayName, pickRows(array, rowsOf(part, rows, rowCounts)));
    else if (plan.scope !== 'all')
      arrays.set(arrayName, array.shape.length === 1 ? array : { ...array, values: [] });
  }
  const joined = joinParts(arrays, plan.options.drop);
  if (joined === undefined) return tableOfArrays(arrays, name, plan);
  const table = tableOfArrays(joined.arrays, name, plan);
  const { leftOut } = joined;
  const are = leftOut.length === 1 ? 'is no part of x and is' : 'are no parts of x and are';
  return {
    ...table,
    split: new Uint8Array(table.rows).fill(1, joined.trainRows),
    notes: leftOut.length > 0 ? [...table.notes, `${listNames(leftOut)} ${are} left out.`] : table.notes,
  };
}

function parseMember(bytes: Uint8Array, source: string, name: string): NpyArray {
  try {
    return parseNpy(bytes, `${source}, array "${name}"`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message} Or leave it out with --drop "${name}".`);
  }
}

/** Of rows of a table, those that lie in an array, which may be a part of it; the parts before have been counted. */
function rowsOf(part: number, rows: Uint32Array, rowCounts: readonly number[]): Uint32Array {
  if (part < 0) return rows;
  const start = rowCounts.slice(0, part).reduce((sum, count) => sum + (count ?? 0), 0);
  return rowsWithin(rows, start, rowCounts[part]);
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
  const order = (file: string) => partOf(file.replace(/\.npy$/, ''));
  return files.sort((a, b) => order(a) - order(b));
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

/**
 * Puts the parts of each column one after the other, where x has a part to train with and another.
 *
 * @returns undefined where it has not
 */
function joinParts(arrays: ReadonlyMap<string, NpyArray>, dropped: readonly string[] = []) {
  const columns = new Map<string, NpyArray[]>();
  for (const [name, array] of arrays) {
    const part = partOf(name);
    if (part < 0 || array.shape.length === 0 || dropped.includes(name)) continue;
    const column = name.replace(endings[part], '');
    const parts = columns.get(column) ?? [];
    parts[part] = array;
    columns.set(column, parts);
  }
  const x = [...columns].find(([name]) => /^x$/i.test(name))?.[1] ?? [];
  const wanted = Object.keys(x).map(Number);
  if (wanted[0] !== 0 || wanted.length < 2) return undefined;
  const joined = new Map<string, NpyArray>();
  for (const [name, parts] of columns) {
    const all = wanted.map((part) => parts[part]);
    if (all.every((part) => part !== undefined)) joined.set(name, all.reduce(append));
  }
  const isLeftOut = (name: string) => {
    const part = partOf(name);
    return part < 0 || !wanted.includes(part) || !joined.has(name.replace(endings[part], ''));
  };
  const leftOut = [...arrays.keys()].filter((name) => !dropped.includes(name) && isLeftOut(name));
  for (const name of dropped) if (arrays.has(name)) joined.set(name, arrays.get(name)!);
  return { arrays: joined, trainRows: x[0].shape[0], leftOut };
}

function append(first: NpyArray, second: NpyArray): NpyArray {
  const shape = [first.shape[0] + second.shape[0], ...first.shape.slice(1)];
  return { shape, values: concatenate(first.values, second.values) };
}

function concatenate(a: NpyArray['values'], b: NpyArray['values']): NpyArray['values'] {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b))
    return [...Array.from<string | number>(a as string[]), ...(b as string[])] as string[];
  const joined = new (a.constructor as Float32ArrayConstructor)(a.length + b.length);
  joined.set(a as Float32Array);
  joined.set(b as Float32Array, a.length);
  return joined;
}
