import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Dataset } from '@latentscape/pipeline/data/dataset';
import { loadDataset } from '@latentscape/pipeline/data/load';
import { formatNpy } from '@latentscape/pipeline/data/npy';
import * as arrow from 'apache-arrow';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

const rows = 60;
const numbers = Uint8Array.from({ length: rows }, (_, row) => (row * 7) % 4);
const lines = Array.from(numbers, (number, row) => ({ id: `f${String(row).padStart(2, '0')}`, number }));
/** The same in another order, which only the ids tell. */
const shuffled = lines.map((_, i) => lines[(i * 17) % rows]);

const folder = await sharedFolder();

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function byDuckDB(name: string, table: readonly object[], format: string): Promise<string> {
  const file = path.join(folder, name);
  const json = await written(`${name}.json`, JSON.stringify(table));
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (FROM '${json}') TO '${file}' (${format})`);
  connection.closeSync();
  return file;
}

const asArrow = (table: readonly object[], format: 'file' | 'stream') =>
  arrow.tableToIPC(arrow.tableFromJSON([...table] as Record<string, unknown>[]), format);
const csv = (table: readonly object[], delimiter: string) =>
  [Object.keys(table[0]), ...table.map(Object.values)].map((line) => `${line.join(delimiter)}\n`).join('');

/** A table of one or two columns in every format of tables. */
const tables: Record<string, (table: readonly object[], name: string) => Promise<string>> = {
  'CSV of DuckDB': (table, name) => byDuckDB(`${name}.csv`, table, 'FORMAT csv'),
  TSV: (table, name) => written(`${name}.tsv`, csv(table, '\t')),
  'CSV, semicolons': (table, name) => written(`${name}-semicolons.csv`, csv(table, ';')),
  'CSV, gzip': (table, name) => written(`${name}.csv.gz`, gzipSync(csv(table, ','))),
  JSON: (table, name) => byDuckDB(`${name}.json`, table, 'FORMAT json, ARRAY true'),
  'JSON Lines': (table, name) => byDuckDB(`${name}.jsonl`, table, 'FORMAT json'),
  Parquet: (table, name) => byDuckDB(`${name}.parquet`, table, 'FORMAT parquet'),
  Arrow: (table, name) => written(`${name}.arrow`, asArrow(table, 'file')),
  'Arrow stream': (table, name) => written(`${name}.arrows`, asArrow(table, 'stream')),
};

const labelsOf = ({ label }: Dataset) => Array.from(label!.codes, (code) => label!.categories[code]);
const drop = ['species', 'picked', 'garden'];
const expected = Array.from(numbers, String);

describe('labels of a second file', () => {
  test.each(Object.entries(tables))('%s, row by row', async (format, write) => {
    const labels = await write(
      lines.map(({ number }) => ({ number })),
      `labels ${format}`,
    );
    expect(labelsOf(await loadDataset([fixture('flowers.csv')], { drop, labels }))).toEqual(expected);
  });

  test.each(Object.entries(tables))('%s, by id', async (format, write) => {
    const labels = await write(shuffled, `by id ${format}`);
    const options = { drop, labels, id: 'id', label: 'number' };
    expect(labelsOf(await loadDataset([fixture('flowers.csv')], options))).toEqual(expected);
  });

  test.each<[string, Uint8Array]>([
    ['labels.npy', formatNpy(numbers, [rows])],
    ['labels.npz', zipSync({ 'y.npy': formatNpy(numbers, [rows]) })],
    ['labels of one column.npy', formatNpy(numbers, [rows, 1])],
    ['labels.idx', Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, rows]), numbers])],
    ['labels-idx1-ubyte.gz', gzipSync(Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, rows]), numbers]))],
  ])('%s', async (name, content) => {
    const labels = await written(name, content);
    expect(labelsOf(await loadDataset([fixture('flowers.csv')], { drop, labels }))).toEqual(expected);
  });
});

test.each(Object.entries(tables))('metadata of a second file, by id: %s', async (format, write) => {
  const metadata = await write(shuffled, `metadata ${format}`);
  const { metadata: columns } = await loadDataset([fixture('flowers.csv')], { metadata, id: 'id' });
  const column = columns.find(({ name }) => name === 'number')!;
  const values =
    column.kind === 'category'
      ? Array.from(column.codes, (code) => column.categories[code])
      : Array.from(column.values, String);
  expect(values).toEqual(expected);
});

test.each(['flowers.csv', 'flowers.csv.zst', 'flowers.jsonl', 'flowers.parquet', 'flowers.arrow'])(
  'standard input: %s',
  (file) => {
    const cli = new URL(import.meta.resolve('@latentscape/pipeline/cli'));
    const printed = execFileSync(process.execPath, [cli.pathname, 'inspect', '-'], {
      encoding: 'utf8',
      input: readFileSync(fixture(file)),
    });
    expect(printed).toMatch(/^data +stdin\nrows +60 \(/);
    expect(printed).toMatch(/^label +species: iris \(20\), lily \(20\), rose \(20\)$/m);
  },
);
