import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { autoencoderDefaults } from '@latentscape/pipeline/autoencoder/options';
import { readCsv } from '@latentscape/pipeline/data/csv';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { numbersOf, type Table } from '@latentscape/pipeline/data/table';
import { embeddingDefaults, runDefaults } from '@latentscape/pipeline/options';
import { run } from '@latentscape/pipeline/run';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

/** Runs the whole pipeline, with few steps, and reads the map's CSV file. */
async function mapOf(file: string): Promise<Table> {
  const { folder } = await run({
    ...runDefaults,
    source: [fixture(file)],
    runs: await temporaryFolder(),
    threads: 1,
    autoencoder: { ...autoencoderDefaults, epochs: 2 },
    embedding: { ...embeddingDefaults, perplexity: [5], earlyIterations: 20, iterations: 30 },
  });
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
    const map = await mapOf(file);
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
});
