import type { Compressors } from 'hyparquet';
import { type ColumnarTable, pickNumbers } from './columnar.js';
import { type KernelMemory, Room } from './kernel-memory.js';
import type { SchemaElement } from './parquet-footer.js';
import { NumberDecoder } from './parquet-numbers.js';
import type { FileWindow } from './parquet-pages.js';
import { columnOf, type RowGroup } from './parquet-row-groups.js';
import { type ColumnNumbers, columnsTogether } from './put-columns.js';

/** A column whose numbers are decoded here. */
export interface NumberColumn {
  readonly name: string;
  readonly element: SchemaElement;
}

/** Reads columns of numbers into the table: one by one while all are bytes, then as many as are put there together. */
export async function readNumbers(
  window: FileWindow,
  columns: readonly NumberColumn[],
  groups: readonly RowGroup[],
  table: ColumnarTable,
  decompressors: Compressors,
  memory: KernelMemory,
): Promise<void> {
  const decoder = new NumberDecoder(window, decompressors, memory);
  const room = new Room(memory);
  for (const group of groups) {
    for (let first = 0; first < columns.length; ) {
      const bytes = table.holdsBytes ? room.bytes(group.rows) : undefined;
      const together = bytes ? 1 : columnsTogether(group.rows, false);
      const some = columns.slice(first, first + together);
      table.fillNumbers(await decodeTogether(decoder, some, group, bytes), group.start);
      first += some.length;
    }
  }
}

/** @param bytes of a single column, where its numbers are put if they are bytes */
async function decodeTogether(
  decoder: NumberDecoder,
  columns: readonly NumberColumn[],
  group: RowGroup,
  bytes: Uint8Array | undefined,
): Promise<[name: string, ColumnNumbers][]> {
  const { rows, picked } = group;
  const decoded: [string, ColumnNumbers][] = [];
  for (const [place, { name, element }] of columns.entries()) {
    const values = await decoder.decode({ element, column: columnOf(group, name), rows }, place, bytes);
    decoded.push([name, picked ? pickNumbers(values, picked) : values]);
  }
  return decoded;
}
