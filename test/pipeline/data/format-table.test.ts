import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column, Dataset } from '@latentscape/pipeline/data/dataset';
import { formatProjector } from '@latentscape/pipeline/data/format-projector';
import { type ExportFormat, formatTable } from '@latentscape/pipeline/data/format-table';
import { loadDataset } from '@latentscape/pipeline/data/load';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { shortestDecimal } from '@latentscape/pipeline/data/number-text';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

const columns: Column[] = [
  { kind: 'text', name: 'id', values: ['a', 'b "quoted", with comma', 'línea\nnueva', '北京'] },
  { kind: 'category', name: 'label', categories: ['iris', 'lily'], codes: Int32Array.of(0, 1, -1, 0) },
  { kind: 'number', name: 'x', values: Float32Array.of(0.1, -1e-8, 16777216, Number.NaN) },
  {
    kind: 'number',
    name: 'exact, y',
    values: Float64Array.of(1 / 3, 5e-324, 1.7976931348623157e308, Number.NaN),
  },
];

/** What any reader should find: rows of id, label, x (as float32), y. */
const rows = [
  ['a', 'iris', Math.fround(0.1), 1 / 3],
  ['b "quoted", with comma', 'lily', Math.fround(-1e-8), 5e-324],
  ['línea\nnueva', null, 16777216, 1.7976931348623157e308],
  ['北京', 'iris', null, null],
];

async function written(format: ExportFormat): Promise<string> {
  const path = join(await temporaryFolder(), `map.${format}`);
  await writeFile(path, formatTable(columns, format));
  return path;
}

describe('DuckDB reads back every value, exactly', () => {
  test.each([
    ['csv', (path: string) => `read_csv('${path}', all_varchar = true)`],
    ['tsv', (path: string) => `read_csv('${path}', delim = '\t', quote = '"', all_varchar = true)`],
    ['json', (path: string) => `read_json('${path}')`],
    ['parquet', (path: string) => `read_parquet('${path}')`],
  ] as const)('%s', async (format, from) => {
    const connection = await (await DuckDBInstance.create()).connect();
    const result = await connection.runAndReadAll(
      `SELECT id, label, x::FLOAT, "exact, y"::DOUBLE FROM ${from(await written(format))}`,
    );
    expect(result.getRows()).toEqual(rows);
  });
});

test('apache-arrow reads back every value, exactly', () => {
  const table = tableFromIPC(formatTable(columns, 'arrow'));
  expect(table.toArray().map((row) => ['id', 'label', 'x', 'exact, y'].map((name) => row[name]))).toEqual(
    rows,
  );
});

test('npy holds the columns of numbers', async () => {
  const { shape, values } = parseNpy(await readFile(await written('npy')), 'map.npy');
  expect(shape).toEqual([4, 2]);
  expect([...(values as Float32Array)].slice(0, 2)).toEqual([Math.fround(0.1), Math.fround(1 / 3)]);
  expect(() => formatTable(columns.slice(0, 2), 'npy')).toThrow(
    'npy holds numbers, and none of the columns does. Choose another --format.',
  );
});

test('what a spreadsheet would run as a formula is made harmless; numbers are left alone', () => {
  const values = ['=1+1', '+cmd', '-2', '-x', '@SUM(A1)', '\tx', '+1.5e3', 'a=b', "'=1", 'x;=1'];
  const csv = formatTable([{ kind: 'text', name: '=name', values }], 'csv');
  expect(csv).toBe("'=name\n'=1+1\n'+cmd\n-2\n'-x\n'@SUM(A1)\n\"'\tx\"\n+1.5e3\na=b\n'=1\n\"x;=1\"\n");
});

test('columns called like properties of every object are columns like others', () => {
  const hostile = ['__proto__', 'constructor', 'toString', '1', '0'];
  const named = hostile.map((name): Column => ({ kind: 'text', name, values: [name] }));
  expect(formatTable(named, 'csv')).toBe(`${hostile.join(',')}\n${hostile.join(',')}\n`);
  expect(String(formatTable(named, 'json')).split('\n')[1]).toBe(
    `{${hostile.map((name) => `"${name}": "${name}"`).join(', ')}}`,
  );
});

test('the shortest decimal of a float32 reads back as the same float32, also by way of float64', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(Number(shortestDecimal(value, true)))).toBe(value);
    }),
    { numRuns: 5000 },
  );
  expect([0.1, 1e-45, -0, 3.4028234663852886e38].map((x) => shortestDecimal(Math.fround(x), true))).toEqual([
    '0.1',
    '1.4013e-45',
    '-0',
    '3.4028235e+38',
  ]);
});

describe("TensorBoard's projector", () => {
  const vectors = { rows: 10, columns: 2, values: Float32Array.from({ length: 20 }, (_, i) => i / 10) };
  const load = async (): Promise<Dataset> => await loadDataset([fixture('images.idx')]);

  test('vectors and metadata as tab-separated lines, with a header only where there are several columns', async () => {
    const name: Column = {
      kind: 'text',
      name: 'name',
      values: Array.from({ length: 10 }, (_, i) => `row\t${i}`),
    };
    const number: Column = { kind: 'number', name: 'number', values: new Float64Array(10) };
    const one = await formatProjector({ vectors, metadata: [name] });
    expect(String(one.get('tensors.tsv')).split('\n').slice(0, 2)).toEqual(['0\t0.1', '0.2\t0.3']);
    expect(String(one.get('metadata.tsv')).split('\n')[0]).toBe('row 0');
    // The projector passes over blank lines; the next row would take this one's place.
    const blank: Column = { kind: 'text', name: 'name', values: Array(vectors.rows).fill('') };
    expect((await formatProjector({ vectors, metadata: [blank] })).get('metadata.tsv')).toBe(
      '-\n'.repeat(vectors.rows),
    );
    const two = await formatProjector({ vectors, metadata: [name, number] });
    expect(String(two.get('metadata.tsv')).split('\n').slice(0, 2)).toEqual(['name\tnumber', 'row 0\t0']);
    expect(JSON.parse(String(two.get('projector_config.json')))).toEqual({
      embeddings: [
        {
          tensorName: 'Latentscape codes',
          tensorShape: [10, 2],
          tensorPath: 'tensors.tsv',
          metadataPath: 'metadata.tsv',
        },
      ],
    });
  });

  test('pictures on one sheet, row by row', async () => {
    const { features, image } = await load();
    const files = await formatProjector({ vectors, metadata: [], pictures: { features, image: image! } });
    const sheet = PNG.sync.read(Buffer.from(files.get('sprite.png') as Uint8Array));
    expect([sheet.width, sheet.height]).toEqual([4 * 2, 4 * 3]);
    // Picture 5 is the second of the second row; its pixels are 30 … 35.
    const pixel = (x: number, y: number) => sheet.data[4 * (y * sheet.width + x)];
    expect([pixel(2, 3), pixel(3, 3), pixel(2, 4), pixel(3, 5)]).toEqual([30, 31, 32, 35]);
  });
});
