import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { ByteDictionary } from './byte-dictionary.js';
import { ColumnarTable, pickNumbers } from './columnar.js';
import { checkMemory } from './memory.js';
import {
  type ByteRoom,
  compressors,
  decodeNumbers,
  isPlainNumber,
  type NumberChunk,
} from './parquet-numbers.js';
import { type ColumnNumbers, columnsTogether } from './put-columns.js';
import type { Plan } from './roles.js';
import { firstFrom, rowsWithin } from './sample.js';
import { openParts, type RandomAccess, type Source } from './source.js';
import type { Table } from './table.js';

const numberTypes = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const numberAnnotations = /^(U?INT_\d+|DECIMAL)$/;

/** Chunks that take more together are read one by one. */
const mostBytesAtOnce = 2 ** 26;

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
  const decoder = new ChunkDecoder(file, table);
  let rowStart = 0;
  let filled = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    const picked = chosen && rowsWithin(chosen, rowStart, groupRows);
    if (picked?.length !== 0) {
      const chunks = new Map(
        group.columns.map(({ meta_data }) => [meta_data!.path_in_schema[0], meta_data!]),
      );
      const plain: NamedChunk[] = [];
      const others: string[] = [];
      schema.forEach(({ name, element }, i) => {
        if (!table.wants(name)) return;
        const column = chunks.get(name);
        if (column === undefined) throw new Error(`a row group lacks column "${name}"`);
        if (numeric[i] && isPlainNumber(element, column))
          plain.push({ name, element, column, rows: groupRows });
        else others.push(name);
      });
      await decoder.fill(plain, filled, picked);
      for (const name of others) {
        const rowEnd = rowStart + groupRows;
        await parquetRead({
          file,
          metadata,
          compressors,
          columns: [name],
          rowStart,
          rowEnd,
          onChunk: ({ rowStart: first, columnData }) => {
            const inChunk = chosen && rowsWithin(chosen, first, columnData.length);
            if (chosen === undefined) table.fill(name, first, columnData);
            else
              table.fill(
                name,
                firstFrom(chosen, first),
                Array.from(inChunk!, (row) => columnData[row]),
              );
          },
        });
      }
    }
    rowStart += groupRows;
    filled += picked?.length ?? groupRows;
  }
  return table.finish();
}

type NamedChunk = NumberChunk & { readonly name: string };

/** Puts column chunks of numbers into a table, some columns at a time; their memory serves the next ones. */
class ChunkDecoder {
  private readonly bytes = new ByteDictionary();
  private readonly rooms: Uint8Array[] = [];

  constructor(
    private readonly file: RandomAccess,
    private readonly table: ColumnarTable,
  ) {}

  /** @param picked the rows of the row group to take; all where not given */
  async fill(
    chunks: readonly NamedChunk[],
    rowStart: number,
    picked: Uint32Array | undefined,
  ): Promise<void> {
    const { table } = this;
    for (let first = 0; first < chunks.length; ) {
      const some = chunks.slice(first, first + columnsTogether(chunks[0].rows, table.holdsBytes));
      first += some.length;
      const contents = await this.read(some);
      const decoded = some.map((chunk, i): [string, ColumnNumbers] => {
        const values = decodeNumbers(
          contents[i],
          chunk,
          table.holdsBytes ? this.room(i, chunk.rows) : undefined,
        );
        return [chunk.name, picked ? pickNumbers(values, picked) : values];
      });
      table.fillNumbers(decoded, rowStart);
    }
  }

  private room(i: number, rows: number): ByteRoom {
    if (this.rooms[i]?.length !== rows) this.rooms[i] = new Uint8Array(rows);
    return { values: this.rooms[i], dictionary: this.bytes };
  }

  /** The bytes of the chunks: those that lie one after the other, as they mostly do, in one go. */
  private async read(chunks: readonly NamedChunk[]): Promise<Uint8Array[]> {
    const places = chunks.map(({ column }) => placeOf(column));
    const [start] = places[0];
    const end = places.at(-1)![1];
    const inOrder = places.every(([from], i) => i === 0 || from === places[i - 1][1]);
    if (!inOrder || end - start > mostBytesAtOnce) {
      const contents: Uint8Array[] = [];
      for (const place of places) contents.push(new Uint8Array(await this.file.slice(...place)));
      return contents;
    }
    const all = new Uint8Array(await this.file.slice(start, end));
    return places.map(([from, to]) => all.subarray(from - start, to - start));
  }
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
