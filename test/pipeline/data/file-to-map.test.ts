import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { autoencoderDefaults } from '@latentscape/pipeline/autoencoder/options';
import { readCsv } from '@latentscape/pipeline/data/csv';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { numbersOf, type Table } from '@latentscape/pipeline/data/table';
import { embeddingDefaults, runDefaults } from '@latentscape/pipeline/options';
import { run } from '@latentscape/pipeline/run';
import { readDataset } from '@latentscape/pipeline/store/dataset-folder';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { latentscape } from '../../support/cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

/** Runs the whole pipeline, with few steps. @returns the run's folder */
async function runOf(file: string): Promise<string> {
  const { folder } = await run({
    ...runDefaults,
    source: [fixture(file)],
    runs: await temporaryFolder(),
    threads: 1,
    autoencoder: { ...autoencoderDefaults, epochs: 2 },
    embedding: { ...embeddingDefaults, perplexity: [5], earlyIterations: 20, iterations: 30 },
  });
  return folder;
}

/** The map's CSV file. */
async function mapOf(folder: string): Promise<Table> {
  const csv = await readFile(path.join(folder, 'embedding.csv'));
  return await readCsv(
    bytesSource('embedding.csv', 'embedding.csv', csv),
    planRoles({ show: ['id', 'label'] }),
  );
}

function column(table: Table, name: string) {
  const found = table.columns.find((each) => each.name === name)!;
  return found.kind === 'number' ? [...numbersOf(found, table.rows)] : found.values;
}

describe('from a file that another program wrote to a map in CSV', () => {
  test.each([
    ['flowers.csv', 60],
    ['flowers.tsv', 60],
    ['flowers.csv.gz', 60],
    ['flowers.csv.zst', 60],
    ['flowers-quoted.csv', 60],
    ['flowers-utf16.txt', 60],
    ['flowers-decimal-comma.csv', 60],
    ['flowers-duckdb.csv', 60],
    ['flowers.json', 60],
    ['flowers-columns.json', 60],
    ['flowers.jsonl', 60],
    ['flowers.parquet', 60],
    ['flowers-pyarrow.parquet', 60],
    ['flowers-polars.parquet', 60],
    ['flowers.arrow', 60],
    ['flowers-pyarrow.feather', 60],
    ['flowers-polars.arrow', 60],
    ['vectors-in-text.csv', 40],
    ['vectors-in-columns.csv', 40],
    ['vectors-pyarrow.parquet', 40],
    ['vectors-pyarrow.feather', 40],
    ['vectors.arrows', 40],
    ['vectors.npy', 40],
    ['vectors.npz', 40],
    ['digits-train-test.npz', 16],
    ['images.idx', 10],
    ['pictures', 6],
  ])('%s', async (file, rows) => {
    const map = await mapOf(await runOf(file));
    expect(map.rows).toBe(rows);
    expect(map.columns.slice(0, 4).map(({ name }) => name)).toEqual(['id', 'label', 'x', 'y']);
    for (const name of ['x', 'y']) {
      const values = column(map, name).map(Number);
      expect(values.every(Number.isFinite)).toBe(true);
      expect(new Set(values).size).toBeGreaterThan(rows / 2);
    }
    if (file.startsWith('flowers')) {
      expect(column(map, 'id').slice(0, 3)).toEqual(['f00', 'f01', 'f02']);
      expect(column(map, 'label').slice(0, 3)).toEqual(['iris', 'lily', 'rose']);
      expect(column(map, 'picked').slice(0, 3)).toEqual(['2024-02-27', '2024-02-28', '2024-02-29']);
    }
  });

  // DuckDB wrote the moments with an offset in UTC; of Parquet, where they are numbers, ISO 8601 is made.
  test.each([
    ['visits.csv', '2023-11-28 22:05:07', '2023-11-28 22:05:07.123456+05:30'],
    ['visits-duckdb.csv', '2023-11-28 22:05:07', '2023-11-28 16:35:07.123456+00'],
    ['visits.parquet', '2023-11-28T22:05:07.000Z', '2023-11-28T16:35:07.123Z'],
  ])('the dates of %s', async (file, seen, stamped) => {
    const folder = await runOf(file);
    const { metadata } = await readDataset(folder);
    const kinds = metadata.map(({ name, kind }) => [name, kind]);
    expect(Object.fromEntries(kinds)).toMatchObject({
      ...{ day: 'date', seen: 'date', stamped: 'date' },
      ...{ american: 'text', mistyped: 'text' },
    });
    const map = await mapOf(folder);
    expect(column(map, 'day').slice(2, 5)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect([column(map, 'seen')[0], column(map, 'seen')[4]]).toEqual([seen, '']);
    expect(column(map, 'stamped')[0]).toBe(stamped);
    if (!file.endsWith('.csv')) return;
    const given = await readFile(fixture(file), 'utf8');
    const lines = given.trimEnd().split('\n').slice(1);
    for (const [i, name] of ['id', 'day', 'seen', 'stamped', 'american', 'mistyped'].entries())
      expect(column(map, name)).toEqual(lines.map((line) => line.split(',')[i]));
  });

  test('dates are text in Arrow and Parquet, as other programs read them', async () => {
    const folder = await runOf('visits.csv');
    const arrow = tableFromIPC(await readFile(path.join(folder, 'embedding.arrow')));
    expect(arrow.getChild('seen')!.get(0)).toBe('2023-11-28 22:05:07');
    const parquet = path.join(folder, 'map.parquet');
    const exported = ['export', path.basename(folder), '--runs', path.dirname(folder), '-o', parquet];
    expect(await latentscape([...exported, '--format', 'parquet'])).toMatchObject({ code: 0 });
    const connection = await (await DuckDBInstance.create()).connect();
    const moments = await connection.runAndReadAll(
      `SELECT count(seen) AS given, min(seen::TIMESTAMP)::VARCHAR AS first FROM '${parquet}'`,
    );
    expect(moments.getRowObjectsJson()).toEqual([{ given: '53', first: '2023-11-28 22:05:07' }]);
  });
});
