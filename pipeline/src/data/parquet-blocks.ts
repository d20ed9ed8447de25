import type { Compressors, SchemaElement } from 'hyparquet';
import { ColumnBlock } from './column-block.js';
import { type ColumnarTable, pickNumbers } from './columnar.js';
import type { KernelMemory } from './kernel-memory.js';
import { NumberDecoder } from './parquet-numbers.js';
import type { FileWindow } from './parquet-pages.js';
import { columnOf, type RowGroup } from './parquet-row-groups.js';
import { type ColumnNumbers, columnsTogether } from './put-columns.js';

/** A column whose numbers are decoded here. */
export interface NumberColumn {
  readonly name: string;
  readonly element: SchemaElement;
}

/** Reads columns of numbers into the table, of each row group as many together as are put into its matrix at once. */
export async function readNumbers(
  window: FileWindow,
  columns: readonly NumberColumn[],
  groups: readonly RowGroup[],
  table: ColumnarTable,
  decompressors: Compressors,
  memory: KernelMemory,
): Promise<void> {
  const decoder = new NumberDecoder(window, decompressors, memory);
  const bytes = new ColumnBlock(memory);
  for (const group of groups) {
    for (let first = 0; first < columns.length; ) {
      const block = table.holdsBytes ? bytes : undefined;
      const together = block?.begin(group.rows, columns.length - first) ?? columnsTogether(group.rows, false);
      const some = columns.slice(first, first + together);
      await readTogether(decoder, some, group, table, block);
      first += some.length;
    }
  }
}

/** @param block where there is one, for numbers that are bytes */
async function readTogether(
  decoder: NumberDecoder,
  columns: readonly NumberColumn[],
  group: RowGroup,
  table: ColumnarTable,
  block: ColumnBlock | undefined,
): Promise<void> {
  const { rows, start, picked } = group;
  const decoded: [string, ColumnNumbers][] = [];
  for (const [place, { name, element }] of columns.entries()) {
    const chunk = { element, column: columnOf(group, name), rows };
    const values = await decoder.decode(chunk, place, block?.column(place));
    decoded.push([name, picked ? pickNumbers(values, picked) : values]);
  }
  if (block && !picked && decoded.every(([, values]) => values instanceof Uint8Array)) {
    table.fillBlock(
      columns.map(({ name }) => name),
      block,
      start,
    );
  } else table.fillNumbers(decoded, start);
}
