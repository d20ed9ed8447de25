import {
  type Table as ArrowTable,
  CompressionType,
  setCompressionCodec,
  Type,
  tableFromIPC,
} from '@uwdata/flechette';
import { decompressZstd } from 'hyparquet-compressors';
import { UserError } from '../errors.js';
import { ColumnarTable } from './columnar.js';
import { decompressLz4Frame } from './lz4.js';
import { checkMemory } from './memory.js';
import type { Plan } from './roles.js';
import type { Source } from './source.js';
import type { Table } from './table.js';

const encode = (): never => {
  throw new Error('Arrow files are written uncompressed');
};
setCompressionCodec(CompressionType.LZ4_FRAME, { encode, decode: decompressLz4Frame });
setCompressionCodec(CompressionType.ZSTD, {
  encode,
  decode: (bytes, length) => decompressZstd(bytes, new Uint8Array(length)),
});

/**
 * Reads Arrow IPC, as a file (Feather version 2) or a stream, plain or compressed with LZ4 or Zstandard.
 *
 * @param onStep called for each column
 * @throws UserError when the columns do not suit the plan or do not fit into memory; Error when the file is damaged
 */
export async function readArrow(source: Source, plan: Plan, onStep = () => {}): Promise<Table> {
  const bytes = await source.bytes();
  if (bytes.toString('latin1', 0, 4) === 'FEA1') {
    throw new UserError(
      `${source.name}: Feather version 1 cannot be read. Save it as version 2, or as Parquet.`,
    );
  }
  return toTable(tableFromIPC(bytes, { useDate: true }), source.name, plan, onStep);
}

function toTable(arrow: ArrowTable, source: string, plan: Plan, onStep: () => void): Table {
  if (!Number.isSafeInteger(arrow.numRows)) throw new Error('its numbers of rows do not add up');
  const names = arrow.names.map(String);
  const numeric = names.map((_, i) => isNumber(arrow.getChildAt(i).type.typeId));
  checkMemory(source, arrow.numRows, numeric.filter(Boolean).length, Float32Array.BYTES_PER_ELEMENT);
  const table = new ColumnarTable(source, arrow.numRows, names, numeric, plan);
  names.forEach((name, i) => {
    onStep();
    if (table.wants(name)) table.fill(name, 0, arrow.getChildAt(i).toArray() as ArrayLike<unknown>);
  });
  return table.finish();
}

const isNumber = (type: number) => type === Type.Int || type === Type.Float || type === Type.Decimal;
