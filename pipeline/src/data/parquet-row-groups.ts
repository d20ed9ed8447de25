import type { ColumnMetaData, FileMetaData } from 'hyparquet';
import { placeOf } from './parquet-pages.js';
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
  readonly columns: ReadonlyMap<string, ColumnMetaData>;
}

/**
 * The row groups that are to be read.
 *
 * @param chosen numbers of the rows to keep, ascending; by default all are kept
 * @throws Error when the metadata does not fit the file
 */
export function rowGroupsOf(
  metadata: FileMetaData,
  fileBytes: number,
  chosen: Uint32Array | undefined,
): RowGroup[] {
  checkMetadata(metadata, fileBytes);
  let next = 0;
  const groups = metadata.row_groups.map(({ num_rows, columns }): RowGroup => {
    const rows = Number(num_rows);
    const rowStart = next;
    next += rows;
    return {
      rows,
      rowStart,
      start: chosen ? firstFrom(chosen, rowStart) : rowStart,
      picked: chosen && rowsWithin(chosen, rowStart, rows),
      columns: new Map(columns.map(({ meta_data }) => [meta_data!.path_in_schema[0], meta_data!])),
    };
  });
  return groups.filter(({ rows, picked }) => (picked?.length ?? rows) > 0);
}

/** @throws Error when the row group lacks the column */
export function columnOf({ columns }: RowGroup, name: string): ColumnMetaData {
  const column = columns.get(name);
  if (column === undefined) throw new Error(`a row group lacks column "${name}"`);
  return column;
}

/** The libraries trust these figures: what they say must lie within the file. */
function checkMetadata({ num_rows, row_groups }: FileMetaData, fileBytes: number): void {
  const groupRows = row_groups.map((group) => group.num_rows);
  if (groupRows.some((rows) => rows < 0) || groupRows.reduce((sum, rows) => sum + rows, 0n) !== num_rows)
    throw new Error('its row groups do not add up');
  const filled = row_groups.filter((group) => group.num_rows > 0n);
  for (const { meta_data: column } of filled.flatMap((group) => group.columns)) {
    if (column === undefined) throw new Error('a column has no metadata');
    const [start, end] = placeOf(column);
    if (!(start >= 4 && column.data_page_offset >= 4 && end >= start && end <= fileBytes))
      throw new Error(`column "${column.path_in_schema.join('.')}" lies outside the file`);
  }
}
