import { readFile, writeFile } from 'node:fs/promises';
import { formatNpy } from '@latentscape/pipeline/data/npy';
import * as arrow from 'apache-arrow';
import { zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { complaint, complaintAbout, folder } from './complaints.js';
import { fixture } from './fixture.js';

describe('binary files', () => {
  test.each<[string, string, number, string]>([
    [
      'Parquet',
      'flowers.parquet',
      2000,
      'cut.parquet: the Parquet file is damaged or cut off (parquet file invalid (footer != PAR1)). Copy or write it again.',
    ],
    [
      'gzip',
      'flowers.csv.gz',
      900,
      'cut.gz: the gzip data is damaged or cut off (unexpected end of file). Copy the file again.',
    ],
    [
      '.npy',
      'float32.npy',
      140,
      'cut.npy: the file is truncated: 36 bytes are missing of an array of shape 4 x 3.',
    ],
    ['IDX', 'images.idx', 70, 'cut.idx: 6 bytes are missing: the header says 10 x 3 x 2. Download it again.'],
    [
      'Arrow',
      'flowers.arrow',
      2000,
      'cut.arrow: the Arrow file is damaged or cut off (its parts do not fit together). Copy or write it again.',
    ],
    [
      '.npz',
      'vectors.npz',
      900,
      'cut.npz: the zip archive is damaged or cut off (invalid zip data). Copy or save it again.',
    ],
    [
      'Zstandard',
      'flowers.csv.zst',
      700,
      'cut.zst: the Zstandard data is damaged or cut off (unexpected EOF). Copy the file again.',
    ],
  ])('%s that is cut off', async (_, file, length, message) => {
    const cut = {
      [`cut${file.slice(file.lastIndexOf('.'))}`]: (await readFile(fixture(file))).subarray(0, length),
    };
    expect(await complaint(cut)).toBe(message);
    expect(await complaint(cut, { sample: 3 })).toBe(message);
  });

  test.each([
    [
      'objects.npy',
      'objects.npy: the array holds Python objects, which cannot be read. Save a.astype("float32"), or text as a.astype(str).',
    ],
    [
      'structured.npy',
      'structured.npy: the array is structured (named fields). Save a plain array, or the table as CSV or Parquet.',
    ],
    [
      'cube-fortran.npy',
      'cube-fortran.npy: the array has 3 dimensions (2 x 3 x 4); a table has two. Save a.reshape(2, 12), or images as uint8.',
    ],
  ])('%s', async (file, message) => {
    expect(await complaintAbout(fixture(file))).toBe(message);
  });

  test.each(['parquet', 'arrow', 'arrows'] as const)('a column name twice: .%s', async (format) => {
    const names = ['a', 'b', 'a'];
    const content = format === 'parquet' ? parquetOf(names) : arrowOf(names, format);
    for (const options of [{}, { sample: 4 }])
      expect(await complaint({ [`twice.${format}`]: content }, options)).toBe(
        `twice.${format}: the column name "a" appears twice (columns 1 and 3). Rename one.`,
      );
  });

  test('no rows, a single number, arrays that differ', async () => {
    expect(await complaint({ 'none.npy': npy('(0, 5)', 0) })).toBe(
      'none.npy: found 0 rows; at least 4 are required.',
    );
    expect(await complaint({ 'one.npy': npy('()', 1) })).toBe(
      'one.npy: a single number. Expected a table of rows x columns.',
    );
    expect(
      await complaint({ 'a.npz': zipSync({ 'X.npy': npy('(5, 2)', 10), 'seed.npy': npy('()', 1) }) }),
    ).toBe('a.npz: the array "seed" is a single number. Leave it out with --drop "seed".');
    const differ = { 'b.npz': zipSync({ 'X.npy': npy('(5, 2)', 10), 'm.npy': npy('(3,)', 3) }) };
    for (const options of [{}, { sample: 3 }])
      expect(await complaint(differ, options)).toBe(
        'b.npz: the arrays "X" (5 x 2) and "m" (3) differ in their number of rows. Save them as separate files, or leave one out with --drop "m".',
      );
  });

  test('objects in one array of several, which can be left out', async () => {
    const objects = Buffer.from(npy('(5,)', 5))
      .toString('latin1')
      .replace(/'descr': '..?.?'/, "'descr': '|O'");
    const files = {
      'o.npz': zipSync({ 'X.npy': npy('(5, 2)', 10), 'y.npy': Buffer.from(objects, 'latin1') }),
    };
    for (const options of [{}, { sample: 4 }])
      expect(await complaint(files, options)).toBe(
        'o.npz, array "y": the array holds Python objects, which cannot be read. Save a.astype("float32"), or text as a.astype(str). Or leave it out with --drop "y".',
      );
    expect(await complaint(files, { drop: ['y'] })).toBe(
      'o.npz: all rows are the same; there is nothing to map.',
    );
  });

  test('vectors that are to name or to colour the rows', async () => {
    const content = zipSync({
      'X.npy': formatNpy(
        Float32Array.from({ length: 12 }, (_, i) => i * i),
        [6, 2],
      ),
      'y.npy': formatNpy(Uint8Array.of(0, 1, 0, 1, 0, 1), [6]),
    });
    expect(await complaint({ 'v.npz': content }, { id: 'X' })).toBe(
      'v.npz: column "X" cannot name the rows: it holds vectors. Choose another with --id.',
    );
    expect(await complaint({ 'v.npz': content }, { label: 'X' })).toBe(
      'v.npz: column "X" cannot colour the map: it holds vectors. Choose another with --label.',
    );
    const labels = `${folder}/v.npz`;
    expect(await complaint({ 'v.npz': content }, { id: 'X', labels })).toBe(
      'column "X" holds vectors, where names or numbers are needed. Choose another.',
    );
  });

  test('labels that are vectors', async () => {
    const files = {
      'X.npy': formatNpy(
        Float32Array.from({ length: 12 }, (_, i) => i * i),
        [6, 2],
      ),
    };
    const labels = `${folder}/labels.npy`;
    await writeFile(labels, formatNpy(new Float32Array(18), [6, 3]));
    expect(await complaint(files, { labels })).toBe(
      'labels.npy: a label is a name or a number, and "values" holds 3 a row. If they are one-hot, save a.argmax(axis=1).',
    );
  });

  test('NaN where none may be missing, and infinity', async () => {
    const values = Float32Array.from({ length: 20 }, (_, i) => Math.sin(i));
    values[7] = Number.NaN;
    const content = formatNpy(values, [10, 2]);
    expect(await complaint({ 'nan.npy': content }, { missing: 'error' })).toBe(
      'nan.npy: column "values_1" lacks a value in row 4 (1 in all). Use --missing median or --missing drop.',
    );
    values[6] = Number.NEGATIVE_INFINITY;
    expect(await complaint({ 'infinite.npy': formatNpy(values, [10, 2]) })).toBe(
      'infinite.npy: column "values_0" holds infinity, or a number beyond 3.4e38, in row 4 (1 in all). Use --missing drop.',
    );
  });

  test('an IDX file that is too long', async () => {
    const content = Buffer.concat([await readFile(fixture('images.idx')), Buffer.alloc(2)]);
    for (const options of [{}, { sample: 4 }])
      expect(await complaint({ 'long.idx': content }, options)).toBe(
        'long.idx: 2 bytes are too many: the header says 10 x 3 x 2. Download it again.',
      );
  });

  test('an IDX file of another magic number', async () => {
    expect(await complaint({ 'data.idx': Buffer.from([0, 0, 0xff, 1, 0, 0, 0, 0]) })).toBe(
      'data.idx: not an IDX file: the magic number is 0x0000ff01.',
    );
  });
});

const fiveRows = [1, 4, 9, 16, 25];

/** A Parquet file of columns of equal numbers. */
function parquetOf(names: readonly string[]): Uint8Array {
  const columnData = names.map((name) => ({ name, data: fiveRows, type: 'DOUBLE' as const }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** The same as an Arrow file or stream. */
function arrowOf(names: readonly string[], format: 'arrow' | 'arrows'): Uint8Array {
  const type = new arrow.Float64();
  const fields = names.map((name) => new arrow.Field(name, type));
  const children = names.map(() => arrow.makeData({ type, data: Float64Array.from(fiveRows) }));
  const rows = arrow.makeData({ type: new arrow.Struct(fields), length: fiveRows.length, children });
  const schema = new arrow.Schema(fields);
  const table = new arrow.Table(schema, [new arrow.RecordBatch(schema, rows)]);
  return arrow.tableToIPC(table, format === 'arrow' ? 'file' : 'stream');
}

/** A .npy file of bytes, all zero. */
function npy(shape: string, bytes: number): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  return Buffer.concat([Buffer.from(`\x93NUMPY\x01\0v\0${header}\n`, 'latin1'), Buffer.alloc(bytes)]);
}
