import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fingerprint } from '@latentscape/pipeline/data/fingerprint';
import { loadDataset } from '@latentscape/pipeline/data/load';
import { checkMemory } from '@latentscape/pipeline/data/memory';
import { describe, expect, test } from 'vitest';
import { complaint, complaintAbout, folder, rows } from './complaints.js';
import { fixture } from './fixture.js';

describe('paths', () => {
  test('no such file', async () => {
    expect(await complaintAbout(join(folder, 'none.csv'))).toBe('none.csv: no such file.');
  });

  test('a pattern that nothing matches', async () => {
    expect(await complaintAbout(join(folder, 'none*.csv'))).toBe('none*.csv: no file matches.');
  });

  test('a file whose name looks like a pattern is that file', async () => {
    await writeFile(join(folder, 'what?.csv'), 'a,b\n1\n');
    await writeFile(join(folder, 'whats.csv'), 'a,b\n1,2\n');
    expect(await complaintAbout(join(folder, 'what?.csv'))).toBe(
      'what?.csv:2: 1 value, the header has 2. Line: "1".',
    );
  });

  test('a folder without images', async () => {
    await mkdir(join(folder, 'empty'));
    expect(await complaintAbout(join(folder, 'empty'))).toBe(
      'empty: there are no images in this folder (PNG, JPEG, WebP, …). Tables in it are given by name, or as "empty/*.csv".',
    );
  });

  test('an image without content', async () => {
    await mkdir(join(folder, 'hollow'));
    await writeFile(join(folder, 'hollow', 'a.png'), '');
    const labels = join(folder, 'hollow', 'a.png');
    await expect(fingerprint([join(folder, 'hollow')], {})).rejects.toThrow(
      `${labels}: the file is empty. Repair it or take it away.`,
    );
  });

  test('an image that is none', async () => {
    await mkdir(join(folder, 'pictures'));
    await writeFile(join(folder, 'pictures', 'broken.png'), 'not an image');
    expect(await complaintAbout(join(folder, 'pictures'))).toBe(
      'pictures/broken.png: this image cannot be read (Input file contains unsupported image format). Repair it or take it away.',
    );
  });

  test.skipIf(process.platform === 'win32')('a device', async () => {
    expect(await complaintAbout('/dev/zero')).toBe('/dev/zero: this is a device, not a file.');
  });

  test.skipIf(process.platform === 'win32')('a named pipe of compressed text is read', async () => {
    for (const file of ['flowers.csv.gz', 'flowers.csv.zst']) {
      const pipe = join(folder, `pipe of ${file}`.replaceAll('.', ' '));
      execFileSync('mkfifo', [pipe]);
      const [dataset] = await Promise.all([
        loadDataset([pipe]),
        readFile(fixture(file)).then((content) => writeFile(pipe, content)),
      ]);
      expect(dataset.features.rows).toBe(60);
    }
  });

  test.skipIf(process.platform === 'win32')('a named pipe is read', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [dataset] = await Promise.all([
      loadDataset([pipe]),
      writeFile(pipe, `a,b\n${rows(20, (row) => `${row * row},${row % 7}`)}`),
    ]);
    expect(dataset.features).toMatchObject({ rows: 20, columns: 2 });
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  test.each<[string, string | undefined, number, string]>([
    ['that gives nothing', undefined, 0, 'the file is empty. Expected a header line and at least 4 rows.'],
    [
      'of gzip that is cut off',
      'flowers.csv.gz',
      900,
      'the gzip data is damaged or cut off (unexpected end of file). Copy the file again.',
    ],
    [
      'of Zstandard that is cut off',
      'flowers.csv.zst',
      700,
      'the Zstandard data is damaged or cut off (unexpected EOF). Copy the file again.',
    ],
    [
      'of Parquet that is cut off',
      'flowers.parquet',
      2000,
      'the Parquet file is damaged or cut off (parquet file invalid (footer != PAR1)). Copy or write it again.',
    ],
  ])('%s', async (what, file, bytes, message) => {
    const name = what.replaceAll(' ', '-');
    execFileSync('mkfifo', [join(folder, name)]);
    const content = file === undefined ? '' : (await readFile(fixture(file))).subarray(0, bytes);
    const [found] = await Promise.all([
      complaintAbout(join(folder, name)),
      writeFile(join(folder, name), content),
    ]);
    expect(found).toBe(`${name}: ${message}`);
  });
});

describe.skipIf(process.platform === 'win32')(
  'what comes from a pipe is refused before it fills the memory:',
  () => {
    test.each([
      ['a line of 2 GB', '1,2,3,', 'CSV'],
      ['one of JSON Lines', '{"a": 1, ', 'JSON Lines'],
      ['a value of 2 GB that opens a quote', '"a', 'CSV'],
    ])('%s', async (what, text, format) => {
      const name = what.replaceAll(/\W/g, '-');
      const pipe = join(folder, name);
      execFileSync('mkfifo', [pipe]);
      const piece = Buffer.from(text.repeat(2 ** 17));
      let given = 0;
      const endless = function* () {
        for (; given < 2 ** 31; given += piece.length) yield piece;
      };
      const writing = pipeline(endless, createWriteStream(pipe)).catch((error) => error);
      const message = await complaintAbout(pipe);
      expect(message).toBe(
        `${name}:1: a line longer than 32 MB. A ${format} file has one row a line: check its line ends, or save it in another format.`,
      );
      // The reader has gone, which ends the writer.
      expect(await writing).toMatchObject({ code: 'EPIPE' });
      expect(given).toBeLessThan(2 ** 27);
    });
  },
);

describe('second files', () => {
  const data = `key,a,b\n${rows(20, (row) => `k${row},${row * row},${row % 7}`)}`;

  test.each([
    ['one word', (row: number) => `topic${row % 3}`],
    ['several words', (row: number) => `topic ${row % 3}`],
    ['several words, of which some have commas', (row: number) => `red, ${row % 3} or so`],
  ])('labels of %s, one a line and without a header', async (_, label) => {
    const labels = join(folder, 'labels.txt');
    await writeFile(join(folder, 'data.csv'), data);
    await writeFile(labels, rows(20, label));
    const dataset = await loadDataset([join(folder, 'data.csv')], { labels });
    expect(Array.from(dataset.label!.codes, (code) => dataset.label!.categories[code])).toEqual(
      Array.from({ length: 20 }, (_, row) => label(row)),
    );
  });

  test('labels of another length', async () => {
    const files = { 'data.csv': data, 'labels.csv': `label\n${rows(18, () => 'x')}` };
    expect(await complaint(files, { labels: join(folder, 'labels.csv') })).toBe(
      'labels.csv: 18 rows, but data.csv has 20. Give one row for each, or name a column that both files have with --id.',
    );
  });

  test('several columns, none of which is called like a label', async () => {
    const files = { 'data.csv': data, 'labels.csv': `p,q\n${rows(20, (row) => `${row},${row}`)}` };
    expect(await complaint(files, { labels: join(folder, 'labels.csv') })).toBe(
      'labels.csv: which column holds the labels? Name it with --label; the columns are: p, q.',
    );
  });

  test('an id twice', async () => {
    const files = { 'data.csv': data, 'more.csv': 'key,note\nk1,a\nk2,b\nk1,c\n' };
    expect(await complaint(files, { metadata: join(folder, 'more.csv'), id: 'key' })).toBe(
      'more.csv: "k1" is twice in column "key" (rows 1 and 3). Keep one of them.',
    );
  });

  test('ids that are missing are counted', async () => {
    await writeFile(join(folder, 'data.csv'), data);
    await writeFile(join(folder, 'some.csv'), 'key,label\nk3,a\nk1,b\n');
    const labels = join(folder, 'some.csv');
    const { notes, label } = await loadDataset([join(folder, 'data.csv')], { labels, id: 'key' });
    expect(notes).toContain(`18 of 20 rows have no match in ${labels}.`);
    expect(Array.from(label!.codes.subarray(0, 5), (code) => label!.categories[code])).toEqual([
      undefined,
      'b',
      undefined,
      'a',
      undefined,
    ]);
  });

  test('ids of which none is known', async () => {
    const files = { 'data.csv': data, 'more.csv': `key,note\n${rows(20, (row) => `z${row},n`)}` };
    expect(await complaint(files, { metadata: join(folder, 'more.csv'), id: 'key' })).toBe(
      'more.csv: no value of column "key" is one of those in data.csv.',
    );
  });

  test('files of different columns', async () => {
    await writeFile(join(folder, 'part-1.csv'), 'a,b\n1,2\n');
    await writeFile(join(folder, 'part-2.csv'), 'a,c\n1,2\n');
    expect(await complaintAbout(join(folder, 'part-?.csv'))).toBe(
      'part-2.csv: the columns differ from those of part-1.csv: it lacks b.',
    );
  });
});

test('more than fits into memory is refused beforehand, with the numbers', () => {
  expect(() => checkMemory('big.csv', 12_000_000, 784, 4, 3.1e9)).toThrow(
    'big.csv: about 12,000,000 rows x 784 features need 37.9 GB of memory; 3.1 GB are free. Draw a sample with --sample, or choose columns with --features.',
  );
});
