import { UserError } from '../errors.js';

/** What files that hold no table of ours begin with, as Latin-1; what they are; what to do instead. */
const foreign: readonly (readonly [start: string, what: string, advice: string])[] = [
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook or another Office file', 'Save the sheet as CSV (UTF-8)'],
  ['\x89HDF', 'an HDF5 file', 'Save the array as .npy, or the table as Parquet'],
  ['MATLAB 5', 'a MATLAB file', 'Save the array as .npy, or the table as CSV'],
  ['\x80\x04\x95', 'a Python pickle', 'Save the array as .npy, or the table as Parquet'],
  ['SQLite format 3', 'an SQLite database', 'Save the table as CSV or Parquet'],
  ['Obj\x01', 'an Avro file', 'Save the table as Parquet'],
  ['BZh', 'compressed with bzip2', 'Unpack it, or compress it with gzip or Zstandard'],
  ['\xfd7zXZ', 'compressed with xz', 'Unpack it, or compress it with gzip or Zstandard'],
  ['7z\xbc\xaf', 'a 7z archive', 'Unpack it'],
  ['%PDF', 'a PDF', 'Save its table as CSV'],
  ['<!DOCTYPE html', 'a web page', 'Download the file that the page shows'],
  ['<!doctype html', 'a web page', 'Download the file that the page shows'],
  ['<html', 'a web page', 'Download the file that the page shows'],
  ['version https://git-lfs', 'a pointer of Git LFS, not the data', 'Get the file with git lfs pull'],
];

/** The same for text that is told by more than how it begins. */
const foreignText: readonly (readonly [holds: RegExp, what: string, advice: string])[] = [
  // Comments come first.
  [/^(%.*\n|\s)*@relation\s/i, 'an ARFF file of Weka', 'Save the table as CSV'],
  // A label, then pairs of column and value; three at least, because a time of day looks like one.
  [
    /^(#.*\n)*[+-]?\d[\d.e+-]*( qid:\d+)?( \d+:[+-]?\d[\d.e+-]*){3,}(\s|$)/i,
    'a sparse table as LIBSVM and SVMlight write it',
    'Save it with all its zeros, as .npy or CSV',
  ],
];
const textBytes = 2 ** 14;

/** @param head the first bytes of a file @throws UserError when they are those of a format that holds no table of ours */
export function refuseForeign(head: Buffer, source: string): void {
  const text = head.toString('latin1', 0, textBytes);
  const start = text.trimStart();
  const found =
    foreign.find(([begins]) => start.startsWith(begins)) ?? foreignText.find(([holds]) => holds.test(text));
  if (found) throw new UserError(`${source}: this is ${found[1]}. ${found[2]}.`);
}

/** @param files the names in a zip archive without arrays @returns what it is and what to do instead */
export function describeArchive(files: readonly string[]): string {
  if (files.some((file) => file.startsWith('xl/') || file === 'content.xml'))
    return 'this is a spreadsheet. Save the sheet as CSV (UTF-8).';
  const tables = files.filter((file) =>
    /\.(csv|tsv|txt|jsonl?|parquet|arrow|feather|png|jpe?g)$/i.test(file),
  );
  return `the archive holds no .npy arrays.${tables.length > 0 ? ' Unpack it, and name the files in it.' : ''}`;
}
