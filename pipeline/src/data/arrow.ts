import {
  type Table as ArrowTable,
  CompressionType,
  setCompressionCodec,
  Type,
  tableFromIPC,
} from '@uwdata/flechette';
import { UserError } from '../errors.js';
import { type ArrowBatch, findBatches } from './arrow-batches.js';
import { dictionariesFirst } from './arrow-footer.js';
import { ColumnarTable } from './columnar.js';
import { zstandard } from './compression.js';
import { decompressLz4Frame } from './lz4.js';
import { checkMemory } from './memory.js';
import { type ColumnNumbers, columnsTogether } from './put-columns.js';
import { openParts } from './random-access.js';
import type { Plan } from './roles.js';
import { firstFrom, rowsWithin } from './sample.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

const encode = (): never => {
  throw new Error('Arrow files are written uncompressed');
};
setCompressionCodec(CompressionType.LZ4_FRAME, { encode, decode: decompressLz4Frame });
setCompressionCodec(CompressionType.ZSTD, { encode, decode: await zstandard() });

/**
 * Reads Arrow IPC, as a file (Feather version 2) or a stream, plain or compressed with LZ4 or Zstandard, batch by batch.
 *
 * @param rows numbers of the rows to keep, ascending; batches that hold none of them are not read
 * @param onStep called for each column
 * @throws UserError when the columns do not suit the plan or do not fit into memory; Error when the file is damaged
 */
export async function readArrow(
  source: Source,
  plan: Plan,
  rows?: Uint32Array,
  onStep = () => {},
): Promise<Table> {
  const parts = await openParts(source);
  try {
    const batches = await findBatches(parts);
    const total = batches?.reduce((sum, batch) => sum + batch.rows, 0);
    if (batches && plan.scope === 'rows')
      return { source: source.name, rows: total!, columns: [], notes: [] };
    if (batches) return await readBatches(batches, rows, source.name, plan, onStep);
  } finally {
    await parts.close();
  }
  const bytes = await source.bytes();
  if (bytes.toString('latin1', 0, 4) === 'FEA1') {
    throw new UserError(
      `${source.name}: Feather version 1 cannot be read. Save it as version 2, or as Parquet.`,
    );
  }
  const arrow = tableFromIPC(dictionariesFirst(bytes), extraction);
  if (!Number.isSafeInteger(arrow.numRows)) throw new Error('its numbers of rows do not add up');
  const table = tableLike(arrow, rows?.length ?? arrow.numRows, source.name, plan);
  fillFrom(arrow, table, 0, rows, onStep);
  return table.finish();
}

/** How values are taken out of Arrow's layout. */
const extraction = { useDate: true, useBigInt: true };

/** Reads the batches in which a row is wanted, one after the other, so that only one of them is held beside the table. */
async function readBatches(
  batches: readonly ArrowBatch[],
  rows: Uint32Array | undefined,
  source: string,
  plan: Plan,
  onStep: () => void,
): Promise<Table> {
  let table: ColumnarTable | undefined;
  let room: Uint8Array | undefined;
  let start = 0;
  const total = batches.reduce((sum, batch) => sum + batch.rows, 0);
  for (const batch of batches) {
    const picked = rows && rowsWithin(rows, start, batch.rows);
    if (picked?.length !== 0) {
      const bytes = await batch.stream(room);
      const arrow = tableFromIPC(bytes, extraction);
      table ??= tableLike(arrow, rows?.length ?? total, source, plan);
      // Numbers are copied into the table; of other columns it may keep views.
      if (holdsNumbers(arrow, table)) room = bytes.length > (room?.length ?? 0) ? bytes : room;
      fillFrom(arrow, table, rows ? firstFrom(rows, start) : start, picked, onStep);
    }
    start += batch.rows;
  }
  if (table === undefined) throw new Error('its numbers of rows do not add up');
  return table.finish();
}

function tableLike(arrow: ArrowTable, rows: number, source: string, plan: Plan): ColumnarTable {
  const names = arrow.names.map(String);
  const numeric = names.map((_, i) => isNumber(arrow.getChildAt(i).type.typeId));
  checkMemory(source, rows, numeric.filter(Boolean).length, Float32Array.BYTES_PER_ELEMENT);
  return new ColumnarTable(source, rows, names, numeric, plan);
}

/** Whether all columns that are wanted are numbers. */
const holdsNumbers = (arrow: ArrowTable, table: ColumnarTable) =>
  arrow.names.every((name, i) => !table.wants(String(name)) || isNumber(arrow.getChildAt(i).type.typeId));

/** @param picked the rows to take; all where not given */
function fillFrom(
  arrow: ArrowTable,
  table: ColumnarTable,
  rowStart: number,
  picked: Uint32Array | undefined,
  onStep: () => void,
): void {
  let floats: [string, ColumnNumbers][] = [];
  const putFloats = () => {
    table.fillNumbers(floats, rowStart);
    floats = [];
  };
  arrow.names.map(String).forEach((name, i) => {
    onStep();
    if (!table.wants(name)) return;
    const column = arrow.getChildAt(i);
    const all = column.toArray() as ArrayLike<unknown>;
    const isFloats = all instanceof Float32Array || all instanceof Float64Array;
    if (isFloats && !picked && !table.holdsBytes) {
      floats.push([name, all]);
      if (floats.length >= columnsTogether(all.length, false)) putFloats();
      return;
    }
    const values = picked ? Array.from(picked, (row) => all[row]) : all;
    table.fill(name, rowStart, isBinary(column.type.typeId) ? Array.from(values, textOfBytes) : values);
  });
  putFloats();
}

const isNumber = (type: number) => type === Type.Int || type === Type.Float || type === Type.Decimal;

const binaryTypes: readonly number[] = [Type.Binary, Type.LargeBinary, Type.FixedSizeBinary, Type.BinaryView];
const isBinary = (type: number) => binaryTypes.includes(type);
/** As Parquet's reader takes bytes of which the file says no more. */
const textOfBytes = (bytes: unknown) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : bytes);
