import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset } from '@latentscape/pipeline/data/dataset';
import { loadDataset } from '@latentscape/pipeline/data/load';
import { decompressLz4Frame } from '@latentscape/pipeline/data/lz4';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

interface Expected {
  readonly ids: string[];
  readonly label: string[];
  readonly picked: string[];
  readonly features: Record<string, number[]>;
}

const expected: Expected = JSON.parse(readFileSync(fixture('flowers-expected.json'), 'utf8'));

const labelsOf = ({ label }: Dataset) => Array.from(label!.codes, (code) => label!.categories[code]);

function featureColumns({ features, featureNames }: Dataset): Record<string, number[]> {
  const { rows, columns, values } = features;
  const column = (i: number) => Array.from({ length: rows }, (_, row) => values[row * columns + i]);
  return Object.fromEntries(featureNames!.map((name, i) => [name, column(i)]));
}

describe('the same table from every format is the one that pandas makes of it', () => {
  test.each([
    'flowers.csv',
    'flowers.tsv',
    'flowers.csv.gz',
    'flowers.csv.zst',
    'flowers-decimal-comma.csv',
    'flowers-quoted.csv',
    'flowers-utf16.txt',
    'flowers-duckdb.csv',
    'flowers.json',
    'flowers-columns.json',
    'flowers-split.json',
    'flowers-index.json',
    'flowers-index-id.json',
    'flowers-table.json',
    'flowers.jsonl',
    'flowers.parquet',
    'flowers-row-groups.parquet',
    'flowers-pyarrow.parquet',
    'flowers.arrow',
    'flowers-pyarrow.feather',
    'flowers-polars.arrow',
    'flowers-polars.parquet',
  ])('%s', async (file) => {
    const dataset = await loadDataset([fixture(file)]);
    expect(dataset.ids).toEqual(expected.ids);
    expect(labelsOf(dataset)).toEqual(expected.label);
    expect(dataset.metadata.find(({ name }) => name === 'picked')).toEqual({
      kind: 'date',
      name: 'picked',
      values: expected.picked,
    });
    const features = featureColumns(dataset);
    expect(Object.keys(features).sort()).toEqual(Object.keys(expected.features).sort());
    for (const [name, values] of Object.entries(expected.features)) expect(features[name]).toEqual(values);
  });
});

describe('vectors', () => {
  const numpy = readFileSync(fixture('vectors.npy')).subarray(128);
  const saved = new Float32Array(numpy.buffer, numpy.byteOffset, 320);
  const sines = Float32Array.from({ length: 320 }, (_, i) => Math.sin(i));

  test.each([
    ['vectors.npy', saved],
    ['vectors.npz', saved],
    ['vectors-in-text.csv', saved],
    ['vectors-pyarrow.parquet', saved],
    ['vectors-pyarrow.feather', saved],
    ['vectors.parquet', sines],
    ['vectors-duckdb.csv', sines],
    ['vectors.arrows', sines],
  ])('%s', async (file, values) => {
    const { features } = await loadDataset([fixture(file)]);
    expect(features).toMatchObject({ rows: 40, columns: 8 });
    expect([...features.values]).toEqual([...values]);
  });

  test('numbered columns are one vector: the rest is shown, and one factor scales all', async () => {
    const { features, metadata, notes } = await loadDataset([fixture('vectors-in-columns.csv')]);
    expect(features).toMatchObject({
      columns: 16,
      scaling: { rule: 'standardise', factor: expect.any(Number) },
    });
    expect(metadata.map(({ name }) => name)).toEqual(['price']);
    expect(notes).toContain('Beside the vectors, these columns are only shown: price.');
  });
});

describe('images', () => {
  test('an IDX file of three dimensions', async () => {
    const { features, image } = await loadDataset([fixture('images.idx')]);
    expect(image).toEqual({ width: 2, height: 3, channels: 1 });
    expect([...features.values]).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  test('a .npz of training and test parts: the test part is held out', async () => {
    const dataset = await loadDataset([fixture('digits-train-test.npz')]);
    expect(dataset.image).toEqual({ width: 4, height: 4, channels: 1 });
    expect([...dataset.split].join('')).toBe('0000000000001111');
    expect(labelsOf(dataset).join('')).toBe('0120120120120120');
  });

  test('a folder: labels are the subfolders, ids the paths, all sizes become the most frequent one', async () => {
    const dataset = await loadDataset([fixture('pictures')]);
    expect(dataset.ids).toEqual([
      'green/0.png',
      'green/1.jpg',
      'green/2.webp',
      'red/0.png',
      'red/1.jpg',
      'red/2.webp',
    ]);
    expect(labelsOf(dataset)).toEqual(['green', 'green', 'green', 'red', 'red', 'red']);
    expect(dataset.image).toEqual({ width: 12, height: 8, channels: 3 });
    expect(dataset.notes).toContain('Images of 2 sizes were resized to 12 x 8.');
    const colours = dataset.ids.map((_, row) => [
      ...dataset.features.values.subarray(row * 288, row * 288 + 3),
    ]);
    for (const [row, [red, green]] of colours.entries()) {
      // JPEG and lossy WebP may be off by a few units.
      expect(Math.abs(red - (row < 3 ? 20 : 200))).toBeLessThan(8);
      expect(Math.abs(green - (row < 3 ? 180 : 30))).toBeLessThan(8);
    }
  });

  test('grey pictures that were saved in colour are grey', async () => {
    const folder = await temporaryFolder();
    for (let i = 0; i < 12; i++) {
      const picture = new PNG({ width: 3, height: 2 });
      for (let at = 0; at < picture.data.length; at++)
        picture.data[at] = at % 4 === 3 ? 255 : 20 * i + (at >> 2);
      await writeFile(path.join(folder, `${10 + i}.png`), PNG.sync.write(picture, { colorType: 2 }));
    }
    const { image, features } = await loadDataset([folder]);
    expect(image).toEqual({ width: 3, height: 2, channels: 1 });
    expect([...features.values.subarray(6, 12)]).toEqual([20, 21, 22, 23, 24, 25]);
  });

  test('--image sets the size of a folder and names that of a table', async () => {
    expect((await loadDataset([fixture('pictures')], { image: '5x4' })).features.columns).toBe(60);
    const table = await loadDataset([fixture('vectors-in-columns.csv')], { image: '4x4', show: ['price'] });
    expect(table.image).toEqual({ width: 4, height: 4, channels: 1 });
    const named = await loadDataset([fixture('vectors-in-columns.csv')], { image: '4x4x1', show: ['price'] });
    expect(named.image).toEqual(table.image);
    expect((await loadDataset([fixture('pictures')], { image: '5x4x3' })).image?.channels).toBe(3);
    await expect(loadDataset([fixture('pictures')], { image: '5x4x1' })).rejects.toThrow(
      '--image asks for 1 channel, but the pictures are in colour (3). Give width x height alone.',
    );
  });
});

describe('several files', () => {
  test('a pattern reads all files that match, one after the other', async () => {
    const { features, notes } = await loadDataset([`${fixture('')}flowers.?sv`], {
      drop: ['id'],
    });
    expect(features.rows).toBe(120);
    expect(notes[0]).toBe('2 files were read one after the other.');
  });

  test('labels of a second file by row order, metadata by id', async () => {
    const dataset = await loadDataset([fixture('flowers.csv')], {
      drop: ['species', 'picked', 'garden'],
      labels: fixture('flowers-labels.csv'),
    });
    expect(labelsOf(dataset)).toEqual(expected.label);
    const joined = await loadDataset([fixture('flowers.csv')], {
      drop: ['picked', 'garden'],
      metadata: fixture('flowers-metadata.csv'),
      id: 'id',
    });
    expect(joined.metadata.find(({ name }) => name === 'picked')).toMatchObject({ values: expected.picked });
  });
});

test('LZ4 blocks that refer to one another, as in compressed Feather files', () => {
  const content = decompressLz4Frame(readFileSync(fixture('linked.lz4')), 200_000);
  expect(content.every((byte, i) => byte === Math.floor((i * i) / 256) % 251)).toBe(true);
});
