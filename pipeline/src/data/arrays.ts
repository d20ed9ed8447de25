import { type UnzipFileInfo, unzipSync } from 'fflate';
import { UserError } from '../errors.js';
import type { ImageShape } from './dataset.js';
import { parseIdx } from './idx.js';
import { type NpyArray, parseNpy, shapeText } from './npy.js';
import type { Plan } from './roles.js';
import type { Source } from './source.js';
import type { Table, TableColumn } from './table.js';
import type { TypedArray } from './typed-array.js';

const maxUnzippedBytes = 4 * 2 ** 30;
const maxImageSide = 1024;

/** Reads a .npy file: a matrix is one column of vectors, uint8 of three or four dimensions are images. */
export async function readNpy(source: Source, plan: Plan): Promise<Table> {
  return tableOfArrays(new Map([['values', parseNpy(await source.bytes(), source.name)]]), source.name, plan);
}

/** Reads an IDX file, the format of MNIST, in the same way. */
export async function readIdx(source: Source, plan: Plan): Promise<Table> {
  return tableOfArrays(new Map([['values', parseIdx(await source.bytes(), source.name)]]), source.name, plan);
}

/**
 * Reads a .npz archive: every array is a column, so all must have the same first dimension. Names that end in `_train`
 * and `_test` are two parts of one column, and the second part is held out.
 */
export async function readNpz(source: Source, plan: Plan): Promise<Table> {
  const arrays = new Map<string, NpyArray>();
  for (const [file, bytes] of Object.entries(unzip(await source.bytes(), source.name))) {
    const name = file.replace(/\.npy$/, '');
    arrays.set(name, parseNpy(bytes, `${source.name}, array "${name}"`));
  }
  if (arrays.size === 0) throw new UserError(`${source.name}: the archive holds no .npy arrays.`);
  const testRows = [...arrays].find(([name]) => /^x_test$/i.test(name))?.[1].shape[0] ?? 0;
  const table = tableOfArrays(testRows > 0 ? joinTrainAndTest(arrays) : arrays, source.name, plan);
  return testRows > 0
    ? { ...table, split: new Uint8Array(table.rows).fill(1, table.rows - testRows) }
    : table;
}

function unzip(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  let total = 0;
  const filter = (file: UnzipFileInfo) => {
    total += file.originalSize;
    if (total > maxUnzippedBytes) {
      throw new UserError(`${name}: the archive unpacks to more than 4 GiB. Save the arrays as .npy files.`);
    }
    return file.name.endsWith('.npy');
  };
  try {
    return unzipSync(bytes, { filter });
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
  const kept = names.filter((_, i) => roles[i] !== 'dropped');
  if (kept.length === 0) return { source, rows: arrays.get(names[0])!.shape[0] ?? 0, columns: [], notes: [] };
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
  const columns = kept.map((name) => columnOf(name, arrays.get(name)!, source));
  const images = kept.map((name) => imageShape(arrays.get(name)!)).filter((image) => image !== undefined);
  return { source, rows, columns, image: images.length === 1 ? images[0] : undefined, notes: [] };
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
