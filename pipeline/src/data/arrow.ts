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
 * @throws UserError when the file is damaged
 */
export async function readArrow(source: Source, plan: Plan): Promise<Table> {
  const bytes = await source.bytes();
  if (bytes.toString('latin1', 0, 4) === 'FEA1') {
    throw new UserError(
      `${source.name}: Feather version 1 cannot be read. Save it as version 2, or as Parquet.`,
    );
  }
  try {
    return toTable(tableFromIPC(bytes, { useDate: true }), source.name, plan);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${source.name}: the Arrow file is damaged or cut off (${(error as Error).message}). Copy or write it again.`,
    );
  }
}

function toTable(arrow: ArrowTable, source: string, plan: Plan): Table {
  const names = arrow.names.map(String);
  const numeric = names.map((_, i) => isNumber(arrow.getChildAt(i).type.typeId));
  checkMemory(source, arrow.numRows, numeric.filter(Boolean).length, Float32Array.BYTES_PER_ELEMENT);
  const table = new ColumnarTable(source, arrow.numRows, names, numeric, plan);
  names.forEach((name, i) => {
    if (table.wants(name)) table.fill(name, 0, arrow.getChildAt(i).toArray() as ArrayLike<unknown>);
  });
  return table.finish();
}

const isNumber = (type: number) => type === Type.Int || type === Type.Float || type === Type.Decimal;
