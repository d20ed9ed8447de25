import type { ColumnData, Compressors } from 'hyparquet';
import { ColumnarTable } from './columnar.js';
import { decompressors, sturdyCodecs } from './compression.js';
import { KernelMemory } from './kernel-memory.js';
import { checkMemory } from './memory.js';
import type { NumberColumn } from './parquet-blocks.js';
import { readNumbers } from './parquet-blocks.js';
import { readFooter, type SchemaElement } from './parquet-footer.js';
import { FileWindow } from './parquet-pages.js';
import { columnOf, type RowGroup, rowGroupsOf } from './parquet-row-groups.js';
import { fitsFloat64, isNumber, isPlainNumber } from './parquet-values.js';
import { type ListColumn, listLevels, readVectors } from './parquet-vectors.js';
import { openParts, type RandomAccess } from './random-access.js';
import type { Plan } from './roles.js';
import { firstFrom, rowsWithin } from './sample.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

export interface ParquetOptions {
  /** Numbers of the rows to keep, ascending; by default all are kept. */
  readonly rows?: Uint32Array;
  /** Called for each piece of the file that is read, and for each page of numbers. */
  readonly watch?: { step?(): void; page?(): void };
  /** Whether what is none of numbers, and packed in rarer ways, may be left to libraries, which trust the file. */
  readonly library?: boolean;
}

/**
 * Reads Parquet in any of its compressions. Columns of numbers, and of lists of numbers of one length, are decoded here,
 * page by page; everything else by hyparquet.
 *
 * @returns undefined when a library is needed and none may be used
 * @throws UserError when the columns do not suit the plan or do not fit into memory; Error when the file is damaged
 */
export async function readParquet(
  source: Source,
  plan: Plan,
  options: ParquetOptions = {},
): Promise<Table | undefined> {
  const parts = await openParts(source);
  const step = options.watch?.step ?? (() => {});
  const file: RandomAccess = {
    ...parts,
    async slice(start, end) {
      step();
      return await parts.slice(start, end);
    },
    async read(target, start) {
      step();
      await parts.read(target, start);
    },
  };
  try {
    return await readRowGroups(file, source.name, plan, options);
  } finally {
    await file.close();
  }
}

async function readRowGroups(
  file: RandomAccess,
  source: string,
  plan: Plan,
  { rows: chosen, watch, library = true }: ParquetOptions,
): Promise<Table | undefined> {
  const footer = await readFooter(file);
  const groups = rowGroupsOf(footer, file.byteLength, chosen);
  const codecs = [
    ...new Set(groups.flatMap(({ columns }) => Array.from(columns.values(), ({ codec }) => codec))),
  ];
  if (!library && !codecs.every((codec) => sturdyCodecs.includes(codec))) return undefined;
  const memory = new KernelMemory();
  const unpack = await decompressors(codecs, memory);
  const rows = chosen?.length ?? footer.rows;
  const nodes = footer.columns;
  const names = nodes.map(({ element }) => element.name);
  const numeric = nodes.map(
    ({ element, children }) =>
      children.length === 0 && element.repetition_type !== 'REPEATED' && isNumber(element),
  );
  const checkWidth = (width: number) => checkMemory(source, rows, width, Float32Array.BYTES_PER_ELEMENT);
  checkWidth(numeric.filter(Boolean).length);
  const table = new ColumnarTable(source, rows, names, numeric, plan, memory);
  const window = new FileWindow(file, memory, watch?.page);
  const numbers: NumberColumn[] = [];
  const lists: ListColumn[] = [];
  const others: string[] = [];
  for (const [i, node] of nodes.entries()) {
    const { element } = node;
    const { name } = element;
    if (!table.wants(name)) continue;
    const list = numeric[i] ? undefined : listLevels(node);
    const isPlain = (each: SchemaElement) =>
      groups.every((group) => isPlainNumber(each, columnOf(group, name), unpack));
    // Ids are told apart by every digit; of features, float32 keeps seven.
    const isExact = () => groups.every((group) => fitsFloat64(element, columnOf(group, name)));
    if (numeric[i] && isPlain(element) && (table.learnsFrom(name) || isExact())) {
      numbers.push({ name, element });
    } else if (list && isPlain(list.element)) lists.push({ name, ...list });
    else others.push(name);
  }
  if (others.length > 0 && !library) return undefined;
  for (const list of lists) {
    const vectors = await readVectors(window, list, groups, unpack, rows, checkWidth, memory);
    if (vectors) table.setVectors(vectors);
    else others.push(list.name);
  }
  if (others.length > 0 && !library) return undefined;
  await readNumbers(window, numbers, groups, table, unpack, memory);
  const unpackAside = aside(unpack);
  if (others.length > 0) await readByLibrary(file, others, groups, table, unpackAside);
  return table.finish();
}

/** The library keeps the pages that it is given. */
function aside(unpack: Compressors): Compressors {
  const copying = Object.entries(unpack).map(([codec, decompress]) => [
    codec,
    (bytes: Uint8Array, length: number) => decompress!(bytes, length).slice(),
  ]);
  return Object.fromEntries(copying);
}

/** Reads columns that hold more than numbers, row group by row group. */
async function readByLibrary(
  file: RandomAccess,
  names: readonly string[],
  groups: readonly RowGroup[],
  table: ColumnarTable,
  compressors: Compressors,
): Promise<void> {
  // Most tables of numbers go without the rest of the library, which takes some time to load.
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(file);
  for (const name of names) {
    for (const { rows, rowStart, start, picked } of groups) {
      const onChunk = ({ rowStart: first, columnData }: ColumnData) => {
        const before = first - rowStart;
        if (picked === undefined) table.fill(name, start + before, columnData);
        else {
          const inChunk = rowsWithin(picked, before, columnData.length);
          const values = Array.from(inChunk, (row) => columnData[row]);
          table.fill(name, start + firstFrom(picked, before), values);
        }
      };
      const rowEnd = rowStart + rows;
      await parquetRead({ file, metadata, compressors, columns: [name], rowStart, rowEnd, onChunk });
    }
  }
}
