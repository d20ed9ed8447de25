import type { Compressors, SchemaElement } from 'hyparquet';
import { ColumnBlock } from './column-block.js';
import { type ColumnarTable, pickNumbers } from './columnar.js';
import type { KernelMemory } from './kernel-memory.js';
import { NumberDecoder } from './parquet-numbers.js';
import type { FileWindow } from './parquet-pages.js';
import { columnOf, type RowGroup } from './parquet-row-groups.js';
import { type ColumnNumbers, columnsTogether } from './put-columns.js';
import type { Turner } from './turn-task.js';

/** A column whose numbers are decoded here. */
export interface NumberColumn {
  readonly name: string;
  readonly element: SchemaElement;
}

/** What is read of fewer values is turned into rows sooner than handed over. */
const fewestHandedOver = 2 ** 20;

/**
 * Reads columns of numbers into the table, of each row group as many together as are put into its matrix at once.
 *
 * @param turner another thread that turns columns into rows while the next are decoded
 */
export async function readNumbers(
  window: FileWindow,
  columns: readonly NumberColumn[],
  groups: readonly RowGroup[],
  table: ColumnarTable,
  decompressors: Compressors,
  memory: KernelMemory,
  turner?: Turner,
): Promise<void> {
  const decoder = new NumberDecoder(window, decompressors, memory);
  const helper = worthHelp(columns, groups, table) ? turner : undefined;
  helper?.share(memory.shared, table.sharedMatrix!);
  const blocks = helper
    ? [new ColumnBlock(memory, helper), new ColumnBlock(memory, helper)]
    : [new ColumnBlock(memory)];
  const settle = () => {
    for (const block of blocks) block.settle();
  };
  for (const group of groups) {
    for (let first = 0; first < columns.length; ) {
      const block = table.holdsBytes ? blocks[0] : undefined;
      const together = block?.begin(group.rows, columns.length - first) ?? columnsTogether(group.rows, false);
      const some = columns.slice(first, first + together);
      await readTogether(decoder, some, group, table, block, settle);
      blocks.reverse();
      first += some.length;
    }
  }
  settle();
}

function worthHelp(
  columns: readonly NumberColumn[],
  groups: readonly RowGroup[],
  { sharedMatrix }: ColumnarTable,
): boolean {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const all = groups.every(({ picked }) => picked === undefined);
  return all && sharedMatrix !== undefined && rows * columns.length >= fewestHandedOver;
}

/**
 * @param block where there is one, for numbers that are bytes
 * @param settle waits for what was put into the table before
 */
async function readTogether(
  decoder: NumberDecoder,
  columns: readonly NumberColumn[],
  group: RowGroup,
  table: ColumnarTable,
  block: ColumnBlock | undefined,
  settle: () => void,
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
    return;
  }
  settle();
  table.fillNumbers(decoded, start);
}
