import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findBatches } from '@latentscape/pipeline/data/arrow-batches';
import type { Dataset } from '@latentscape/pipeline/data/dataset';
import { loadDataset, readSources } from '@latentscape/pipeline/data/load';
import type { DataOptions } from '@latentscape/pipeline/data/options';
import { openParts } from '@latentscape/pipeline/data/random-access';
import { sampleRows } from '@latentscape/pipeline/data/sample';
import { noScaling } from '@latentscape/pipeline/data/scaling';
import { bytesSource } from '@latentscape/pipeline/data/source';
import {
  type NumberSlice,
  numbersOf,
  pickFromColumn,
  type TableColumn,
} from '@latentscape/pipeline/data/table';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

/** `rows` rows of which every tenth is `rare`; feature, id and metadata hold the row's number. */
function numbered(rows: number): Dataset {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  return {
    name: 'numbered',
    features: { rows, columns: 1, values: Float32Array.from(numbers), scaling: noScaling },
    ids: numbers.map(String),
    label: {
      kind: 'category',
      name: 'label',
      codes: Int32Array.from(numbers, (i) => Number(i % 10 === 0)),
      categories: ['common', 'rare'],
    },
    metadata: [{ kind: 'text', name: 'number', values: numbers.map(String) }],
    split: new Uint8Array(rows),
    notes: [],
  };
}

test('every column follows the rows drawn, which keep their order and appear once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer(),
      fc.boolean(),
      (rows, count, seed, stratify) => {
        const { features, ids, label, metadata } = sampleRows(numbered(rows), count, seed, stratify);
        const drawn = [...features.values];
        expect(drawn).toHaveLength(Math.min(rows, count));
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
        expect(ids).toEqual(drawn.map(String));
        expect(metadata).toEqual([{ kind: 'text', name: 'number', values: ids }]);
        expect([...label!.codes]).toEqual(drawn.map((i) => Number(i % 10 === 0)));
      },
    ),
  );
});

test('a stratified sample keeps the share of each label', () => {
  const { label } = sampleRows(numbered(1000), 50, 3, true);
  expect(label!.codes.filter((code) => code === 1)).toHaveLength(5);
});

test('the seed decides which rows are drawn', () => {
  const drawn = (seed: number) => sampleRows(numbered(1000), 20, seed).ids;
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});

describe('a sample of a CSV file is drawn while it is read', () => {
  const rows = 3000;
  const text = `n,a,b,kind\n${Array.from({ length: rows }, (_, i) => `${i},${i * 7},${(i * i) % 1000},${i % 10 === 0 ? 'rare' : '"common, or so"'}\n`).join('')}`;

  async function sampled(options: DataOptions) {
    const file = path.join(await temporaryFolder(), 'data.csv');
    await writeFile(file, text);
    return await loadDataset([file], { label: 'kind', ...options });
  }

  test('the rows that the seed draws of the whole table, with their numbers', async () => {
    const { ids, features, featureNames, label, notes } = await sampled({ sample: 200, seed: 5 });
    expect(ids).toEqual(sampleRows(numbered(rows), 200, 5).ids.map((id) => String(Number(id) + 1)));
    expect(featureNames).toEqual(['a', 'b']);
    ids.forEach((id, row) => {
      const i = Number(id) - 1;
      expect([...features.values.subarray(2 * row, 2 * row + 2)]).toEqual([i * 7, (i * i) % 1000]);
      expect(label!.categories[label!.codes[row]]).toBe(i % 10 === 0 ? 'rare' : 'common, or so');
    });
    expect(notes).toContain('200 of 3,000 rows were drawn at random (seed 5).');
  });

  test('in proportion to the labels', async () => {
    const { label, notes } = await sampled({ sample: 100, stratify: true });
    expect(label!.codes.filter((code) => label!.categories[code] === 'rare')).toHaveLength(10);
    expect(notes).toContain('100 of 3,000 rows were drawn at random (seed 1, stratified by kind).');
  });

  test('all rows where there are no more', async () => {
    const { features, notes } = await sampled({ sample: rows });
    expect(features.rows).toBe(rows);
    expect(notes.join()).not.toContain('drawn at random');
  });

  test('after a second file was joined row by row', async () => {
    const labels = path.join(await temporaryFolder(), 'labels.csv');
    await writeFile(labels, `label\n${Array.from({ length: rows }, (_, i) => `c${i % 3}\n`).join('')}`);
    const { ids, label } = await sampled({ sample: 60, labels, label: undefined });
    ids.forEach((id, row) => {
      expect(label!.categories[label!.codes[row]]).toBe(`c${(Number(id) - 1) % 3}`);
    });
  });
});

describe('of every format only the rows drawn are held, and they are those of the whole table:', () => {
  const each = async (files: readonly string[], options: DataOptions) => {
    const paths = files.map(fixture);
    const drawn = { ...options, sample: 8, seed: 3 };
    const [whole, table, dataset] = await Promise.all([
      readSources(paths, options),
      readSources(paths, drawn),
      loadDataset(paths, drawn),
    ]);
    return { whole, table, dataset };
  };

  test.each<[readonly string[], DataOptions]>([
    [['flowers.csv'], {}],
    [['flowers.csv.gz'], {}],
    [['flowers-utf16.txt'], {}],
    [['flowers.csv', 'flowers-duckdb.csv'], {}],
    [['flowers.json'], {}],
    [['flowers-columns.json'], {}],
    [['flowers.jsonl'], {}],
    [['flowers.parquet'], {}],
    [['flowers-row-groups.parquet', 'flowers.parquet'], {}],
    [['flowers.arrow'], {}],
    [['vectors.arrows'], {}],
    [['vectors.parquet'], {}],
    [['vectors-pyarrow.parquet'], {}],
    [['vectors-pyarrow.feather'], {}],
    [['flowers-pyarrow.parquet'], {}],
    [['flowers-polars.arrow'], {}],
    [['flowers-polars.parquet'], {}],
    [['vectors.npy'], {}],
    [['vectors.npz'], {}],
    [['digits-train-test.npz'], {}],
    [['images.idx'], {}],
    [['flowers.csv'], { stratify: true }],
    [['flowers.json'], { stratify: true }],
    [['flowers-columns.json'], { stratify: true }],
    [['flowers.parquet'], { stratify: true }],
    [['flowers.arrow'], { stratify: true }],
    [['flowers.jsonl'], { stratify: true }],
    [['flowers-polars.arrow'], { stratify: true }],
    [['vectors.npz'], { stratify: true }],
    [['digits-train-test.npz'], { stratify: true }],
    [['flowers.csv'], { labels: fixture('flowers-labels.csv') }],
  ])('%s %o', async (files, options) => {
    const { whole, table, dataset } = await each(files, options);
    const rows = table.rowNumbers!;
    expect(table.sourceRows).toBe(whole.rows);
    expect(table.rows).toBe(8);
    expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(table.columns.map(({ name }) => name)).toEqual(whole.columns.map(({ name }) => name));
    table.columns.forEach((column, i) => {
      const expected = pickFromColumn(whole.columns[i], rows);
      expect(column.kind).toBe(expected.kind);
      const values = (each: TableColumn) => (each.kind === 'number' ? numbersOf(each, 8) : each.values);
      expect([...values(column)], column.name).toEqual([...values(expected)]);
    });
    expect(dataset.features.rows).toBe(8);
    expect(dataset.notes.join()).toContain(`8 of ${whole.rows.toLocaleString('en')} rows were drawn`);
  });
});

test('a stratified sample of a .npz archive has its share of each label, of its training and test part alike', async () => {
  const counts = async (file: string, sample: number) => {
    const { label, split } = await loadDataset([fixture(file)], { sample, seed: 5, stratify: true });
    return [label!.categories.map((_, code) => label!.codes.filter((each) => each === code).length), split];
  };
  expect((await counts('vectors.npz', 8))[0]).toEqual([2, 2, 2, 2]);
  // Of 16 rows 6 are of the first class and 5 each of the others; the last 4 are the test part.
  const [labels, split] = await counts('digits-train-test.npz', 13);
  expect(labels).toEqual([5, 4, 4]);
  expect([...split]).toEqual([...split].sort());
  expect(split.filter(Boolean).length).toBeGreaterThan(0);
});

test('of an Arrow stream only the batches are read in which rows are drawn, with their dictionaries', async () => {
  const words = ['red', 'green', 'blue'];
  const batches = [0, 1, 2, 3].map((batch) => {
    const rows = Array.from({ length: 50 }, (_, i) => 50 * batch + i);
    return arrow.tableFromArrays({
      n: Float32Array.from(rows),
      square: Float64Array.from(rows, (row) => row * row),
      word: rows.map((row) => words[row % 3]),
    });
  });
  const file = path.join(await temporaryFolder(), 'data.arrows');
  const table = batches[0].concat(...batches.slice(1));
  expect(table.batches).toHaveLength(4);
  await writeFile(file, arrow.tableToIPC(table, 'stream'));
  const { columns, rowNumbers } = await readSources([file], { sample: 5, seed: 2, show: ['word'] });
  const rows = [...rowNumbers!];
  expect([...numbersOf(columns[0] as NumberSlice, 5)]).toEqual(rows);
  expect([...numbersOf(columns[1] as NumberSlice, 5)]).toEqual(rows.map((row) => row * row));
  expect(columns[2]).toMatchObject({ kind: 'text', values: rows.map((row) => words[row % 3]) });
});

test('what is read of an Arrow file is the heads of its messages, and one batch at a time', async () => {
  const batches = [0, 1, 2, 3].map((batch) =>
    arrow.tableFromArrays({ n: Float64Array.from({ length: 5000 }, (_, i) => 5000 * batch + i) }),
  );
  const bytes = Buffer.from(arrow.tableToIPC(batches[0].concat(...batches.slice(1)), 'stream'));
  const parts = await openParts(bytesSource('data.arrows', 'data.arrows', bytes));
  let read = 0;
  const found = await findBatches({
    ...parts,
    async slice(start, end = bytes.length) {
      read += end - start;
      return await parts.slice(start, end);
    },
    async read(target, start) {
      read += target.length;
      await parts.read(target, start);
    },
  });
  expect(found?.map(({ rows }) => rows)).toEqual([5000, 5000, 5000, 5000]);
  expect(read).toBeLessThan(3000);
  read = 0;
  expect((await found![2].stream()).length).toBe(read);
  expect(read).toBeGreaterThanOrEqual(5000 * 8);
  expect(read).toBeLessThan(5000 * 8 + 2000);
});

test('a sample is drawn of the files of a folder before they are opened', async () => {
  const { columns, rowNumbers } = await readSources([fixture('pictures')], { sample: 4, seed: 2 });
  const { ids } = await loadDataset([fixture('pictures')]);
  const drawn = Array.from(rowNumbers!, (row) => ids[row]);
  expect(columns[0]).toMatchObject({ name: 'id', values: drawn });
});
