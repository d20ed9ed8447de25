import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { unpackHybrid } from '@latentscape/pipeline/data/parquet-levels';
import { readTable } from '@latentscape/pipeline/data/read-table';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { openSource } from '@latentscape/pipeline/data/source';
import { type NumberSlice, numbersOf, type VectorValues } from '@latentscape/pipeline/data/table';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { packHybrid, someRuns } from './pack-hybrid.js';

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
    'COMPRESSION brotli',
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

test.each([
  ['columns of bytes stay bytes', 'i % 256', Uint8Array],
  ['a value that is no byte makes all of them float32, what was read before included', 'i - 1', Float32Array],
  ['so does a missing one', 'CASE WHEN i = 9000 THEN NULL ELSE i % 256 END', Float32Array],
])('%s', async (_, value, kind) => {
  const file = path.join(await temporaryFolder(), 'bytes.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  const select = `SELECT i % 251 AS a, ${value} AS b, CAST(i % 7 AS UTINYINT) AS c FROM range(9001) t(i)`;
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  const rows = (await connection.runAndReadAll(select)).getRowsJS();
  connection.closeSync();
  const table = await readTable(await openSource(file), planRoles({}));
  const columns = table.columns as NumberSlice[];
  expect(columns[0].values).toBeInstanceOf(kind);
  columns.forEach((column, i) => {
    const expected = rows.map((row) => (row[i] === null ? Number.NaN : Number(row[i])));
    expect([...numbersOf(column, table.rows)]).toEqual(expected);
  });
});

test.each([
  ['a table whose columns are turned into rows in more than one block', 0, Uint8Array],
  ['the same with a value at its end that is no byte', 256, Float32Array],
])('%s', async (_, last, kind) => {
  const [count, width] = [180_001, 36];
  const value = (row: number, i: number) =>
    row === count - 1 && i === 35 ? last : (row * (2 * i + 1)) % 251;
  const file = path.join(await temporaryFolder(), 'large.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  const columns = Array.from({ length: width }, (_, i) => {
    const byte = `(i * ${2 * i + 1} % 251)::SMALLINT`;
    return i === 35
      ? `CASE WHEN i = ${count - 1} THEN ${last} ELSE ${byte} END AS c${i}`
      : `${byte} AS c${i}`;
  });
  const select = `SELECT i AS n, ${columns.join(', ')} FROM range(${count}) t(i)`;
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 176128)`);
  connection.closeSync();
  const table = await readTable(await openSource(file), planRoles({ show: ['n'] }));
  const [numbers, ...bytes] = table.columns as NumberSlice[];
  expect(numbersOf(numbers, count).every((number, row) => number === row)).toBe(true);
  expect(bytes).toHaveLength(width);
  for (const [i, column] of bytes.entries()) {
    expect(column.values).toBeInstanceOf(kind);
    expect(numbersOf(column, count).findIndex((number, row) => number !== value(row, i))).toBe(-1);
  }
});

describe('lists of numbers', () => {
  const lists = (item: string) =>
    `SELECT [${item}, i * i, i / 4, 5 - i]::DOUBLE[] AS v, i AS n FROM range(3000) t(i)`;
  const written = async (select: string) => {
    const file = path.join(await temporaryFolder(), 'lists.parquet');
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    connection.closeSync();
    return await openSource(file);
  };
  const list = (row: number) => [row, row * row, row / 4, 5 - row].map(Math.fround);
  const rows = Array.from({ length: 3000 }, (_, row) => row);

  test.each([
    ['of one length', 'i', rows.map(list)],
    [
      'one of them missing a number',
      'nullif(i, 7)',
      rows.map((row) => (row === 7 ? [Number.NaN, ...list(7).slice(1)] : list(row))),
    ],
  ])('%s', async (_, item, expected) => {
    const source = await written(lists(item));
    const all = await readTable(source, planRoles({}));
    expect(all.columns[0]).toMatchObject({ kind: 'vector', name: 'v', width: 4 });
    expect([...(all.columns[0] as VectorValues).values]).toEqual(expected.flat());
    const some = [7, 8, 2047, 2048, 2999];
    const few = await readTable(source, planRoles({}), {}, Uint32Array.from(some));
    expect([...(few.columns[0] as VectorValues).values]).toEqual(some.flatMap((row) => expected[row]));
    expect([...numbersOf(few.columns[1] as NumberSlice, 5)]).toEqual(some);
  });

  test.each([
    ['bytes stay bytes', 'i % 256', Uint8Array],
    [
      'a number at the end that is no byte makes all of them float32',
      'CASE WHEN i = 2999 THEN -1 ELSE i % 256 END',
      Float32Array,
    ],
  ])('%s', async (_, item, kind) => {
    const source = await written(`SELECT [${item}, 7, i % 3]::FLOAT[] AS v, i AS n FROM range(3000) t(i)`);
    const { values } = (await readTable(source, planRoles({}))).columns[0] as VectorValues;
    expect(values).toBeInstanceOf(kind);
    const first = (row: number) => (kind === Float32Array && row === 2999 ? -1 : row % 256);
    expect([...values]).toEqual(rows.flatMap((row) => [first(row), 7, row % 3]));
  });

  test('one of them missing: its numbers are', async () => {
    const source = await written(
      `SELECT CASE WHEN n = 2500 THEN NULL ELSE v END AS v, n FROM (${lists('i')})`,
    );
    const { columns } = await readTable(source, planRoles({}));
    const expected = rows.flatMap((row) =>
      row === 2500 ? [Number.NaN, Number.NaN, Number.NaN, Number.NaN] : list(row),
    );
    expect([...(columns[0] as VectorValues).values]).toEqual(expected);
  });

  test('of several lengths are refused', async () => {
    const source = await written(`SELECT CASE WHEN n = 2500 THEN v[:3] ELSE v END AS v FROM (${lists('i')})`);
    await expect(readTable(source, planRoles({}))).rejects.toThrow(
      `${source.name}, row 2501, column "v": a vector of 3 where the first row has a vector of 4. Leave the column out with --drop "v".`,
    );
  });
});

test('runs and bit-packed groups of any width unpack to what was packed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 32 }), someRuns, (width, runs) => {
      const { packed, values } = packHybrid(runs, width);
      const target = new Uint32Array(values.length);
      unpackHybrid(packed, width, target);
      expect([...target]).toEqual(values);
      expect(() => unpackHybrid(packed, width, new Uint32Array(values.length + 1))).toThrow('too early');
    }),
  );
});
