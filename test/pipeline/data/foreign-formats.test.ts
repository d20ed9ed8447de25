import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { complaint } from './complaints.js';

describe('formats that hold no table of ours', () => {
  const zip = (...names: string[]) =>
    zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(9)])));

  test.each<[string, string | Uint8Array, string]>([
    [
      'book.xlsx',
      zip('[Content_Types].xml', 'xl/workbook.xml'),
      'this is a spreadsheet. Save the sheet as CSV (UTF-8).',
    ],
    ['book.ods', zip('mimetype', 'content.xml'), 'this is a spreadsheet. Save the sheet as CSV (UTF-8).'],
    ['data.zip', zip('a.csv'), 'the archive holds no .npy arrays. Unpack it, and name the files in it.'],
    ['model.pt', zip('data.pkl'), 'the archive holds no .npy arrays.'],
    [
      'data.xls',
      Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
      'this is an old Excel workbook or another Office file. Save the sheet as CSV (UTF-8).',
    ],
    [
      'data.h5',
      Buffer.from('894844460d0a1a0a', 'hex'),
      'this is an HDF5 file. Save the array as .npy, or the table as Parquet.',
    ],
    [
      'data.pkl',
      Buffer.from('8004950000', 'hex'),
      'this is a Python pickle. Save the array as .npy, or the table as Parquet.',
    ],
    [
      'iris.arff',
      `${'% A comment\n'.repeat(200)}\n@RELATION iris\n@ATTRIBUTE length REAL\n@DATA\n5.1\n`,
      'this is an ARFF file of Weka. Save the table as CSV.',
    ],
    [
      'a9a',
      '# made by another program\n-1 3:1 11:0.5 14:-2e-3\n+1 5:1\n',
      'this is a sparse table as LIBSVM and SVMlight write it. Save it with all its zeros, as .npy or CSV.',
    ],
    [
      'data.csv',
      '\n<!DOCTYPE html>\n<html><body>1,2</body></html>\n',
      'this is a web page. Download the file that the page shows.',
    ],
    [
      'data.parquet',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n',
      'this is a pointer of Git LFS, not the data. Get the file with git lfs pull.',
    ],
  ])('%s', async (name, content, message) => {
    expect(await complaint({ [name]: content })).toBe(`${name}: ${message}`);
  });
});
