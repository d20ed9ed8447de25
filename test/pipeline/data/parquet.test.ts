import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { unpackHybrid } from '@latentscape/pipeline/data/parquet-levels';
import { readTable } from '@latentscape/pipeline/data/read-table';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { openSource } from '@latentscape/pipeline/data/source';
import { type NumberSlice, numbersOf } from '@latentscape/pipeline/data/table';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

const types = {
  UTINYINT: (i: number) => i % 251,
  TINYINT: (i: number) => (i % 251) - 125,
  SMALLINT: (i: number) => 31 * i - 30_000,
  UINTEGER: (i: number) => 4_294_967_295 - i,
  INTEGER: (i: number) => -2_000_000 * (i + 1),
  BIGINT: (i: number) => -4_294_967_297 * (i + 1),
  UBIGINT: (i: number) => 4_294_967_297 * i,
  FLOAT: (i: number) => i / 7,
  DOUBLE: (i: number) => Math.sqrt(i),
} as const;

/** The value of every row; each seventh is missing in the columns that say so. */
const rows = 5000;
const expected = (type: keyof typeof types, gaps: boolean, row: number) =>
  gaps && row % 7 === 3 ? Number.NaN : Math.fround(types[type](row % 1000));

describe('numbers that DuckDB writes read back equal', () => {
  test.each([
    'COMPRESSION uncompressed',
    'COMPRESSION snappy',
    'COMPRESSION zstd, ROW_GROUP_SIZE 2048',
    'COMPRESSION gzip, PARQUET_VERSION v2',
    'COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1',
  ])('%s', async (format) => {
    const file = path.join(await temporaryFolder(), 'numbers.parquet');
    const connection = await (await DuckDBInstance.create()).connect();
    const columns = Object.keys(types).flatMap((type) =>
      [false, true].map((gaps) => ({ type: type as keyof typeof types, gaps })),
    );
    await connection.run(
      `CREATE TABLE t (${columns.map(({ type, gaps }) => `"${type} ${gaps}" ${type}`).join(', ')})`,
    );
    const table = await connection.createAppender('t');
    for (let row = 0; row < rows; row++) {
      for (const { type, gaps } of columns) {
        const value = types[type](row % 1000);
        if (gaps && row % 7 === 3) table.appendNull();
        else if (type === 'BIGINT') table.appendBigInt(BigInt(value));
        else if (type === 'UBIGINT') table.appendUBigInt(BigInt(value));
        else if (type === 'UTINYINT') table.appendUTinyInt(value);
        else if (type === 'TINYINT') table.appendTinyInt(value);
        else if (type === 'SMALLINT') table.appendSmallInt(value);
        else if (type === 'UINTEGER') table.appendUInteger(value);
        else if (type === 'INTEGER') table.appendInteger(value);
        else if (type === 'FLOAT') table.appendFloat(value);
        else table.appendDouble(value);
      }
      table.endRow();
    }
    table.closeSync();
    await connection.run(`COPY t TO '${file}' (FORMAT parquet, ${format})`);
    connection.closeSync();
    const read = await readTable(await openSource(file), planRoles({}));
    expect(read.rows).toBe(rows);
    columns.forEach(({ type, gaps }, i) => {
      const column = read.columns[i] as NumberSlice;
      const values = Array.from({ length: rows }, (_, row) => expected(type, gaps, row));
      expect([...numbersOf(column, rows)], `${type} ${gaps}`).toEqual(values);
    });
  });
});

test('runs and bit-packed groups of any width unpack to what was packed', () => {
  const run = fc.record({
    packed: fc.boolean(),
    length: fc.integer({ min: 1, max: 40 }),
    value: fc.nat(0xffffffff),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 32 }),
      fc.array(run, { minLength: 1, maxLength: 8 }),
      (width, runs) => {
        const bytes: number[] = [];
        const values: number[] = [];
        for (const { packed, length, value } of runs) {
          const count = packed ? 8 * length : length;
          const each = Array.from({ length: count }, (_, i) =>
            Number(BigInt(packed ? value + i * 2_654_435_761 : value) % 2n ** BigInt(width)),
          );
          bytes.push(...varint(packed ? 2 * length + 1 : 2 * length));
          const all = packed ? each : [each[0]];
          const bits = all.reduce((sum, bit, i) => sum | (BigInt(bit) << BigInt(i * width)), 0n);
          const size = packed ? length * width : Math.ceil(width / 8);
          for (let i = 0; i < size; i++) bytes.push(Number((bits >> BigInt(8 * i)) & 255n));
          values.push(...each);
        }
        const target = new Uint32Array(values.length);
        unpackHybrid(Uint8Array.from(bytes), width, target);
        expect([...target]).toEqual(values);
        expect(() => unpackHybrid(Uint8Array.from(bytes), width, new Uint32Array(values.length + 1))).toThrow(
          'too early',
        );
      },
    ),
  );
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
