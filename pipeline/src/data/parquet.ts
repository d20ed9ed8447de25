import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { ByteDictionary } from './byte-dictionary.js';
import { ColumnarTable, type ColumnNumbers, pickNumbers } from './columnar.js';
import { checkMemory } from './memory.js';
import { compressors, decodeNumbers, isPlainNumber, type NumberChunk } from './parquet-numbers.js';
import type { Plan } from './roles.js';
import { firstFrom, rowsWithin } from './sample.js';
import { openParts, type RandomAccess, type Source } from './source.js';
import type { Table } from './table.js';

const numberTypes = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const numberAnnotations = /^(U?INT_\d+|DECIMAL)$/;

/** Columns of numbers that are decoded before they are put into the matrix: a cache line of it. */
const columnsAtOnce = { bytes: 64, floats: 16 };

/**
 * Reads Parquet in any of its compressions. Flat columns of numbers are decoded here, page by page; everything else by
 * hyparquet.
 *
 * @param rows numbers of the rows to keep, ascending; by default all are kept
 * @param onStep called for each piece that is read
 * @throws UserError when the columns do not suit the plan or do not fit into memory; Error when the file is damaged
 */
export async function readParquet(
  source: Source,
  plan: Plan,
  rows?: Uint32Array,
  onStep = () => {},
): Promise<Table> {
  const parts = await openParts(source);
  const file: RandomAccess = {
    ...parts,
    async slice(start, end) {
      onStep();
      return await parts.slice(start, end);
    },
  };
  try {
    return await readRowGroups(file, source.name, plan, rows);
  } finally {
    await file.close();
  }
}

async function readRowGroups(
  file: RandomAccess,
  source: string,
  plan: Plan,
  chosen: Uint32Array | undefined,
): Promise<Table> {
  const metadata = await parquetMetadataAsync(file);
  checkMetadata(metadata, file.byteLength);
  const schema = parquetSchema(metadata).children.map(({ element, children }) => ({
    element,
    name: element.name,
    flat: children.length === 0 && element.repetition_type !== 'REPEATED',
  }));
  const rows = chosen?.length ?? Number(metadata.num_rows);
  const numeric = schema.map(({ element, flat }) => flat && isNumber(element));
  checkMemory(source, rows, numeric.filter(Boolean).length, Float32Array.BYTES_PER_ELEMENT);
  const names = schema.map(({ name }) => name);
  const table = new ColumnarTable(source, rows, names, numeric, plan);
  const bytes = new ByteDictionary();
  let rowStart = 0;
  let filled = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    const picked = chosen && rowsWithin(chosen, rowStart, groupRows);
    if (picked?.length === 0) {
      rowStart += groupRows;
      continue;
    }
    const plain: [name: string, chunk: NumberChunk][] = [];
    const others: string[] = [];
    schema.forEach(({ name, element, flat }, i) => {
      if (!table.wants(name)) return;
      const column = group.columns.find(({ meta_data }) => meta_data!.path_in_schema[0] === name)?.meta_data;
      if (column === undefined) throw new Error(`a row group lacks column "${name}"`);
      if (numeric[i] && flat && isPlainNumber(element, column))
        plain.push([name, { element, column, rows: groupRows }]);
      else others.push(name);
    });
    while (plain.length > 0) {
      const some = plain.splice(0, columnsAtOnce[table.holdsBytes ? 'bytes' : 'floats']);
      const decoded: [string, ColumnNumbers][] = [];
      for (const [name, chunk] of some) {
        const content = await file.slice(...placeOf(chunk.column));
        const values = decodeNumbers(content, chunk, table.holdsBytes ? bytes : undefined);
        decoded.push([name, picked ? pickNumbers(values, picked) : values]);
      }
      table.fillNumbers(decoded, filled);
    }
    for (const name of others) {
      await parquetRead({
        file,
        metadata,
        compressors,
        columns: [name],
        rowStart,
        rowEnd: rowStart + groupRows,
        onChunk: (chunk) => {
          const inChunk = chosen && rowsWithin(chosen, chunk.rowStart, chunk.columnData.length);
          if (inChunk === undefined) return table.fill(name, chunk.rowStart, chunk.columnData);
          const before = firstFrom(chosen!, chunk.rowStart);
          table.fill(
            name,
            before,
            Array.from(inChunk, (row) => chunk.columnData[row]),
          );
        },
      });
    }
    rowStart += groupRows;
    filled += picked?.length ?? groupRows;
  }
  return table.finish();
}

/** The libraries trust these figures: what they say must lie within the file. */
function checkMetadata({ num_rows, row_groups }: FileMetaData, fileBytes: number): void {
  const groupRows = row_groups.map((group) => group.num_rows);
  if (groupRows.some((rows) => rows < 0) || groupRows.reduce((sum, rows) => sum + rows, 0n) !== num_rows)
    throw new Error('its row groups do not add up');
  for (const { meta_data: column } of row_groups.flatMap((group) => group.columns)) {
    if (column === undefined) throw new Error('a column has no metadata');
    const [start, end] = placeOf(column);
    if (!(start >= 4 && column.data_page_offset >= 4 && end >= start && end <= fileBytes))
      throw new Error(`column "${column.path_in_schema.join('.')}" lies outside the file`);
  }
}

/** Where a column of a row group begins and ends in the file. */
function placeOf(column: ColumnMetaData): [start: number, end: number] {
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  return [start, start + Number(column.total_compressed_size)];
}

function isNumber({ type, converted_type, logical_type }: SchemaElement): boolean {
  if (logical_type?.type === 'FLOAT16' || converted_type === 'DECIMAL') return true;
  return (
    type !== undefined &&
    numberTypes.has(type) &&
    (converted_type === undefined ? !isTime(logical_type?.type) : numberAnnotations.test(converted_type))
  );
}

const isTime = (logicalType: string | undefined) => /^(DATE|TIME|TIMESTAMP)$/.test(logicalType ?? '');
