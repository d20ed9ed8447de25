import type { Compressors, SchemaElement } from 'hyparquet';
import { type ColumnarTable, pickNumbers } from './columnar.js';
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
): Promise<void> {
  const decoder = new NumberDecoder(window, decompressors);
  for (const group of groups) {
    const { rows, start, picked } = group;
    let decoded: [string, ColumnNumbers][] = [];
    for (const { name, element } of columns) {
      const chunk = { element, column: columnOf(group, name), rows };
      const values = await decoder.decode(chunk, decoded.length, table.holdsBytes);
      decoded.push([name, picked ? pickNumbers(values, picked) : values]);
      if (decoded.length >= columnsTogether(rows, values instanceof Uint8Array)) {
        table.fillNumbers(decoded, start);
        decoded = [];
      }
    }
    table.fillNumbers(decoded, start);
  }
}
