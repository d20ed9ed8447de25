import { type UnzipFileInfo, unzipSync } from 'fflate';
import { UserError } from '../errors.js';
import type { ImageShape } from './dataset.js';
import { checkIdxLength, idxLayout, idxValues, parseIdx } from './idx.js';
import {
  checkNpyLength,
  type NpyArray,
  npyElements,
  npyLayout,
  npyValues,
  parseNpy,
  shapeText,
} from './npy.js';
import type { DataOptions } from './options.js';
import { assignRoles, type Plan } from './roles.js';
import { readRowBytes } from './row-bytes.js';
import { rowsWithin } from './sample.js';
import { headOf, type Source } from './source.js';
import type { Table, TableColumn } from './table.js';
import type { TypedArray } from './typed-array.js';

const maxUnzippedBytes = 4 * 2 ** 30;
const maxImageSide = 1024;

/** Reads a .npy file: a matrix is one column of vectors, uint8 of three or four dimensions are images. */
export const readNpy = arrayReader(npyLayout, parseNpy, someOfNpy);

/** Reads an IDX file, the format of MNIST, in the same way. */
export const readIdx = arrayReader(idxLayout, parseIdx, someOfIdx);

/**
 * A reader of a format whose files hold one array. Of its rows it keeps all, or those whose numbers it is given, ascending,
 * and then holds these alone.
 */
function arrayReader(
  layoutOf: (head: Uint8Array, name: string) => { readonly shape: readonly number[] },
  parse: (bytes: Buffer, name: string) => NpyArray,
  some: (source: Source, rows: Uint32Array) => Promise<NpyArray>,
) {
  return async (source: Source, plan: Plan, _: DataOptions = {}, rows?: Uint32Array): Promise<Table> => {
    const { name } = source;
    if (plan.scope !== 'all') return countedRows(layoutOf(await headOf(source), name).shape, name);
    const array = rows ? await some(source, rows) : parse(await source.bytes(), name);
    return tableOfArrays(new Map([['values', array]]), name, plan);
  };
}

async function someOfNpy(source: Source, rows: Uint32Array): Promise<NpyArray> {
  const { name } = source;
  const layout = npyLayout(await headOf(source), name);
  if (layout.fortran || layout.shape.length === 0)
    return pickRows(parseNpy(await source.bytes(), name), rows);
  const { rowBytes } = npyElements(layout, name);
  const { bytes, total } = await readRowBytes(source, { start: layout.dataStart, rowBytes }, rows);
  checkNpyLength(layout, total, name);
  return { shape: [rows.length, ...layout.shape.slice(1)], values: npyValues(layout, bytes, name) };
}

async function someOfIdx(source: Source, rows: Uint32Array): Promise<NpyArray> {
  const { name } = source;
  const layout = idxLayout(await headOf(source), name);
  const [, ...others] = layout.shape;
  const rowBytes = others.reduce((product, size) => product * size, Number(layout.type[1]));
  const { bytes, total } = await readRowBytes(source, { start: layout.dataStart, rowBytes }, rows);
  checkIdxLength(layout, total, name);
  return { shape: [rows.length, ...others], values: idxValues(layout, bytes) };
}

const countedRows = ([rows = 0]: readonly number[], source: string): Table => ({
  source,
  rows,
  columns: [],
  notes: [],
});

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
  if (files.length === 0) throw new UserError(`${name}: the archive holds no .npy arrays.`);
  const arrays = new Map<string, NpyArray>();
  let trainRows: number | undefined;
  for (const file of files) {
    const arrayName = file.replace(/\.npy$/, '');
    const array = parseNpy(unzip(archive, name, file), `${name}, array "${arrayName}"`);
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

/** Of rows of a table, those that lie in an array, which may be its first part or its second. */
function rowsOf(name: string, rows: Uint32Array, trainRows: number | undefined): Uint32Array {
  if (trainRows === undefined) return rows;
  if (/_train$/i.test(name)) return rowsWithin(rows, 0, trainRows);
  return /_test$/i.test(name) ? rowsWithin(rows, trainRows, 2 ** 32 - trainRows) : rows;
}

function pickRows({ shape, values }: NpyArray, rows: Uint32Array): NpyArray {
  if (shape.length === 0) return { shape, values };
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const picked = [rows.length, ...shape.slice(1)];
  if (!ArrayBuffer.isView(values))
    return { shape: picked, values: Array.from(rows, (row) => values[row] as string) };
  const some = new (values.constructor as Float32ArrayConstructor)(rows.length * width);
  rows.forEach((row, i) => {
    some.set((values as Float32Array).subarray(row * width, (row + 1) * width), i * width);
  });
  return { shape: picked, values: some };
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

function tableOfArrays(arrays: ReadonlyMap<string, NpyArray>, source: string, plan: Plan): Table {
  const names = [...arrays.keys()];
  const roles = plan(names, source);
  // Whatever is wanted of them, arrays of different lengths are told apart before rows are drawn.
  const all = assignRoles(names, plan.options);
  const used = names.filter((_, i) => all[i] !== 'dropped');
  const rows = rowsOfAll(used, arrays, source);
  const kept = names.filter((_, i) => roles[i] !== 'dropped');
  const columns = kept.map((name) => columnOf(name, arrays.get(name)!, source));
  const images = kept.map((name) => imageShape(arrays.get(name)!)).filter((image) => image !== undefined);
  return { source, rows, columns, image: images.length === 1 ? images[0] : undefined, notes: [] };
}

/** How many rows the arrays have. @throws UserError when they differ */
function rowsOfAll(kept: readonly string[], arrays: ReadonlyMap<string, NpyArray>, source: string): number {
  if (kept.length === 0) return [...arrays.values()][0].shape[0] ?? 0;
  const shapes = kept.map((name) => arrays.get(name)!.shape);
  const single = shapes.findIndex((shape) => shape.length === 0);
  if (single >= 0 && arrays.size > 1) {
    throw new UserError(
      `${source}: the array "${kept[single]}" is a single number. Leave it out with --drop "${kept[single]}".`,
    );
  }
  const rows = shapes[0][0] ?? 0;
  const other = shapes.findIndex((shape) => shape.length > 0 && shape[0] !== rows);
  if (other >= 0) {
    throw new UserError(
      `${source}: the arrays "${kept[0]}" (${shapeText(shapes[0])}) and "${kept[other]}" (${shapeText(shapes[other])}) ` +
        `differ in their number of rows. Save them as separate files, or leave one out with --drop "${kept[other]}".`,
    );
  }
  return rows;
}

function columnOf(name: string, array: NpyArray, source: string): TableColumn {
  const { shape, values } = array;
  if (shape.length === 0)
    throw new UserError(`${source}: a single number. Expected a table of rows x columns.`);
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  if (shape.length > 2 && imageShape(array) === undefined) {
    throw new UserError(
      `${source}: the array has ${shape.length} dimensions (${shapeText(shape)}); a table has two. ` +
        `Save a.reshape(${shape[0]}, ${width}), or images as uint8.`,
    );
  }
  if (!ArrayBuffer.isView(values)) {
    if (shape.length > 1) throw new UserError(`${source}: a matrix of text. Save it as CSV.`);
    return { kind: 'text', name, values };
  }
  if (shape.length === 1) return { kind: 'number', name, values: floats(values), offset: 0, stride: 1 };
  return { kind: 'vector', name, width, values: vectorValues(values) };
}

function floats(values: TypedArray): Float32Array | Float64Array {
  return values instanceof Float32Array || values instanceof Float64Array
    ? values
    : Float64Array.from(values);
}

function vectorValues(values: TypedArray): Uint8Array | Float32Array {
  return values instanceof Uint8Array || values instanceof Float32Array ? values : Float32Array.from(values);
}

/** Bytes of shape `rows x height x width` or `rows x height x width x channels` are images. */
function imageShape({ shape, values }: NpyArray): ImageShape | undefined {
  const [, height, width, channels = 1] = shape;
  const fits = shape.length >= 3 && shape.length <= 4 && Math.max(height, width) <= maxImageSide;
  if (!(values instanceof Uint8Array) || !fits || (channels !== 1 && channels !== 3)) return undefined;
  return { width, height, channels };
}
