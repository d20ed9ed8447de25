import { parquetMetadata, parquetRead, parquetSchema, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UserError } from '../errors.js';
import { ColumnarTable } from './columnar.js';
import { checkMemory } from './memory.js';
import type { Plan } from './roles.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

const numberTypes = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const numberAnnotations = /^(U?INT_\d+|DECIMAL)$/;

/** The library holds all values that it is asked for at once, integers of 64 bits as BigInt: a few columns at a time. */
const valuesAtOnce = 1 << 20;

/**
 * Reads Parquet in any of its compressions.
 *
 * @throws UserError when the file is damaged
 */
export async function readParquet(source: Source, plan: Plan): Promise<Table> {
  const bytes = await source.bytes();
  const whole = bytes.byteLength === bytes.buffer.byteLength;
  const file = whole
    ? bytes.buffer
    : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return await parse(file as ArrayBuffer, source.name, plan).catch((error: Error) => {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${source.name}: the Parquet file is damaged or cut off (${error.message}). Copy or write it again.`,
    );
  });
}

async function parse(file: ArrayBuffer, source: string, plan: Plan): Promise<Table> {
  const metadata = parquetMetadata(file);
  const schema = parquetSchema(metadata).children.map(({ element, children }) => ({
    name: element.name,
    numeric: children.length === 0 && isNumber(element),
  }));
  const rows = Number(metadata.num_rows);
  const numeric = schema.map((column) => column.numeric);
  checkMemory(source, rows, numeric.filter(Boolean).length, Float32Array.BYTES_PER_ELEMENT);
  const names = schema.map(({ name }) => name);
  const table = new ColumnarTable(source, rows, names, numeric, plan);
  const columns = names.filter((name) => table.wants(name));
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const columnsAtOnce = Math.max(1, Math.floor(valuesAtOnce / (rowEnd - rowStart)));
    for (let first = 0; first < columns.length; first += columnsAtOnce) {
      await parquetRead({
        file,
        metadata,
        compressors,
        columns: columns.slice(first, first + columnsAtOnce),
        rowStart,
        rowEnd,
        onChunk: (chunk) => table.fill(chunk.columnName, chunk.rowStart, chunk.columnData),
      });
    }
    rowStart = rowEnd;
  }
  return table.finish();
}

function isNumber({ type, repetition_type, converted_type, logical_type }: SchemaElement): boolean {
  if (repetition_type === 'REPEATED') return false;
  if (logical_type?.type === 'FLOAT16' || converted_type === 'DECIMAL') return true;
  return (
    type !== undefined &&
    numberTypes.has(type) &&
    (converted_type === undefined ? !isTime(logical_type?.type) : numberAnnotations.test(converted_type))
  );
}

const isTime = (logicalType: string | undefined) => /^(DATE|TIME|TIMESTAMP)$/.test(logicalType ?? '');
