import type { ColumnChunk, ParquetFooter } from './parquet-footer.js';
import { firstFrom, rowsWithin } from './sample.js';

/** A row group of which rows are wanted. */
export interface RowGroup {
  readonly rows: number;
  /** Its first row in the file, and in the table. */
  readonly rowStart: number;
  readonly start: number;
  /** Those of its rows to keep, ascending; all where not given. */
  readonly picked?: Uint32Array;
  /** By the name of the table's column; of a column that is none of numbers or lists, one of its parts. */
  readonly columns: ReadonlyMap<string, ColumnChunk>;
}

/**
 * The row groups that are to be read.
 *
 * @param chosen numbers of the rows to keep, ascending; by default all are kept
 * @throws Error when the footer does not fit the file
 */
export function rowGroupsOf(
  footer: ParquetFooter,
  fileBytes: number,
  chosen: Uint32Array | undefined,
): RowGroup[] {
  checkFooter(footer, fileBytes);
  let next = 0;
  const groups = footer.groups.map(({ rows, chunks }): RowGroup => {
    const rowStart = next;
    next += rows;
    return {
      rows,
      rowStart,
      start: chosen ? firstFrom(chosen, rowStart) : rowStart,
      picked: chosen && rowsWithin(chosen, rowStart, rows),
      columns: new Map(chunks.map((chunk) => [chunk.path[0], chunk])),
    };
  });
  return groups.filter(({ rows, picked }) => (picked?.length ?? rows) > 0);
}

/** @throws Error when the row group lacks the column */
export function columnOf({ columns }: RowGroup, name: string): ColumnChunk {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`a row group lacks column "${name}"`);
  return column;
}

/** What the footer says must lie within the file. */
function checkFooter({ rows, groups }: ParquetFooter, fileBytes: number): void {
  if (groups.some((group) => !(group.rows >= 0)) || groups.reduce((sum, each) => sum + each.rows, 0) !== rows)
    throw new Error('its row groups do not add up');
  for (const group of groups) {
    for (const { start, end, path } of group.rows > 0 ? group.chunks : []) {
      if (!(start >= 4 && end >= start && end <= fileBytes))
        throw new Error(`column "${path.join('.')}" lies outside the file`);
    }
  }
}
