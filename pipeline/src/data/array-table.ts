import { UserError } from '../errors.js';
import type { ImageShape } from './dataset.js';
import { type NpyArray, shapeText } from './npy.js';
import { assignRoles, type Plan } from './roles.js';
import type { Table, TableColumn } from './table.js';
import type { TypedArray } from './typed-array.js';

const maxImageSide = 1024;

/** A table with a column for each array. @throws UserError when they do not make one */
export function tableOfArrays(arrays: ReadonlyMap<string, NpyArray>, source: string, plan: Plan): Table {
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
    if (width !== 1) throw new UserError(`${source}: a matrix of text. Save it as CSV.`);
    return { kind: 'text', name, values };
  }
  if (shape.length === 1 || (shape.length === 2 && width === 1))
    return { kind: 'number', name, values: floats(values), offset: 0, stride: 1 };
  return { kind: 'vector', name, width, values: vectorValues(values) };
}

function floats(values: TypedArray): Float32Array | Float64Array {
  return values instanceof Float32Array || values instanceof Float64Array ? values : new Float64Array(values);
}

function vectorValues(values: TypedArray): Uint8Array | Float32Array {
  return values instanceof Uint8Array || values instanceof Float32Array ? values : new Float32Array(values);
}

/** Bytes of shape `rows x height x width` or `rows x height x width x channels` are images. */
function imageShape({ shape, values }: NpyArray): ImageShape | undefined {
  const [, height, width, channels = 1] = shape;
  const fits = shape.length >= 3 && shape.length <= 4 && Math.max(height, width) <= maxImageSide;
  if (!(values instanceof Uint8Array) || !fits || (channels !== 1 && channels !== 3)) return undefined;
  return { width, height, channels };
}

/** Some rows of an array, along its first dimension. */
export function pickRows({ shape, values }: NpyArray, rows: Uint32Array): NpyArray {
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
