import { pickRows, tableOfArrays } from './array-table.js';
import { checkIdxLength, idxLayout, idxValues, parseIdx } from './idx.js';
import { checkMemory } from './memory.js';
import { checkNpyLength, type NpyArray, npyLayout, npyValues, parseNpy } from './npy.js';
import type { DataOptions } from './options.js';
import { openParts } from './random-access.js';
import { type ArrayLayout, holdsBytes, isMatrix, readMatrix } from './read-matrix.js';
import type { Plan } from './roles.js';
import { readRowBytes } from './row-bytes.js';
import { headOf, type Source } from './source.js';
import type { Table } from './table.js';

/** A format whose files hold one array. */
interface ArrayFormat<Layout extends ArrayLayout> {
  layoutOf(head: Uint8Array, name: string): Layout;
  /** @throws UserError when a file of so many bytes cannot hold the array */
  checkLength(layout: Layout, fileBytes: number, name: string): void;
  /** @param bytes elements as they lie in the file */
  valuesOf(layout: Layout, bytes: Uint8Array): NpyArray['values'];
  /** Reads a file that is in memory. */
  parse(bytes: Uint8Array, name: string): NpyArray;
}

/** Reads a .npy file: a matrix is one column of vectors, uint8 of three or four dimensions are images. */
export const readNpy = arrayReader({
  layoutOf: npyLayout,
  checkLength: checkNpyLength,
  valuesOf: npyValues,
  parse: parseNpy,
});

/** Reads an IDX file, the format of MNIST, in the same way. */
export const readIdx = arrayReader({
  layoutOf: idxLayout,
  checkLength: checkIdxLength,
  valuesOf: idxValues,
  parse: parseIdx,
});

/** Of the rows the reader keeps all, or those whose numbers it is given, ascending, and then holds these alone. */
function arrayReader<Layout extends ArrayLayout>(format: ArrayFormat<Layout>) {
  return async (source: Source, plan: Plan, _: DataOptions = {}, rows?: Uint32Array): Promise<Table> => {
    const { name } = source;
    const layout = format.layoutOf(await headOf(source), name);
    if (plan.scope !== 'all') return { source: name, rows: layout.shape[0] ?? 0, columns: [], notes: [] };
    const array = await (rows ? someRows(source, layout, format, rows) : allRows(source, layout, format));
    return tableOfArrays(new Map([['values', array]]), name, plan);
  };
}

async function allRows<Layout extends ArrayLayout>(
  source: Source,
  layout: Layout,
  format: ArrayFormat<Layout>,
): Promise<NpyArray> {
  return isMatrix(layout)
    ? await matrix(source, layout, format)
    : format.parse(await source.bytes(), source.name);
}

async function someRows<Layout extends ArrayLayout>(
  source: Source,
  layout: Layout,
  format: ArrayFormat<Layout>,
  rows: Uint32Array,
): Promise<NpyArray> {
  const { shape, dataStart, rowBytes, fortran } = layout;
  if (fortran && isMatrix(layout)) return await matrix(source, layout, format, rows);
  if (fortran || shape.length === 0) return pickRows(await allRows(source, layout, format), rows);
  const { bytes, total } = await readRowBytes(source, { start: dataStart, rowBytes }, rows);
  format.checkLength(layout, total, source.name);
  return { shape: [rows.length, ...shape.slice(1)], values: format.valuesOf(layout, bytes) };
}

async function matrix<Layout extends ArrayLayout>(
  source: Source,
  layout: Layout,
  format: ArrayFormat<Layout>,
  picked?: Uint32Array,
): Promise<NpyArray> {
  const { name } = source;
  const shape = [picked?.length ?? layout.shape[0], ...layout.shape.slice(1)];
  const file = await openParts(source);
  try {
    format.checkLength(layout, file.byteLength, name);
    const width = shape.slice(1).reduce((product, size) => product * size, 1);
    checkMemory(name, shape[0], width, holdsBytes(layout) ? 1 : Float32Array.BYTES_PER_ELEMENT);
    return { shape, values: await readMatrix(file, layout, picked) };
  } finally {
    await file.close();
  }
}
