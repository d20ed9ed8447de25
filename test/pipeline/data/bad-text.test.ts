import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { DataOptions } from '@latentscape/pipeline/data/options';
import { describe, expect, test } from 'vitest';
import { complaint, complaintAbout, folder, rows } from './complaints.js';

describe('tables of text', () => {
  test.each<[string, string, string, DataOptions?]>([
    ['an empty file', '', 'data.csv: the file is empty. Expected a header line and at least 4 rows.'],
    ['a header alone', 'a,b,c\n', 'data.csv: found 0 rows (a header of 3 columns); at least 4 are required.'],
    ['one row', 'a,b\n1,2\n', 'data.csv: found 1 row; at least 4 are required.'],
    ['a short row', 'a,b,c\n1,2,3\n4,5\n', 'data.csv:3: 2 values, the header has 3. Line: "4,5".'],
    ['a long row', 'a,b\n1,2\n3,4,5\n6,7\n', 'data.csv:3: 3 values, the header has 2. Line: "3,4,5".'],
    [
      'a ragged row after a quoted line end',
      'a,b\n"x\ny",2\n3\n',
      'data.csv:4: 1 value, the header has 2. Line: "3".',
    ],
    [
      'numbers with separators of thousands',
      `name,a,b\n${rows(20, (row) => `x${row},"${row}23,456.5",${row * row}`)}`,
      'data.csv: only one feature is left ("b"); a map needs at least 2. To learn from a, write its numbers plainly: "023,456.5" has separators or a unit.',
    ],
    [
      'nothing but numbers with a unit',
      `a,b\n${rows(30, (row) => `${row ? '' : '+'}${row} %,x${row}`)}`,
      'data.csv: no column holds numbers (text: a, b); at least 2 are required. To learn from a, write its numbers plainly: "+0 %" has separators or a unit.',
    ],
    [
      'sequences that a terminal would obey, and line ends, in names and values',
      `"a\nb",c\n${rows(20, (row) => `${row === 3 ? '\x1b[31mred\x07\u202e' : row * row},${row % 7}`)}`,
      'data.csv:6:1, column "a\\nb": "\\u001b[31mred\\u0007\\u202e" is not a number. Correct it, count it as missing (--na "\\u001b[31mred\\u0007\\u202e"), or leave the column out (--drop "a\\nb").',
    ],
    [
      'a title above the header',
      `Report of 2024\n\na,b,c\n${rows(20, (row) => `${row},${row * row},1`)}`,
      'data.csv:3: 3 values, the header has 1. Line: "a,b,c". Take away the lines above the header.',
    ],
    [
      'columns that are aligned with spaces',
      `a   b   c\n${rows(20, (row) => `${String(row * row).padEnd(4)}${row}   1`)}`,
      'data.csv:6: 6 values, the header has 7. Line: "16  4   1". One space separates two values: put a comma in the place of several.',
    ],
    [
      'a bad number below the line of Excel that names the delimiter',
      'sep=;\r\na;b\r\n1;2\r\n2;x\r\n3;4\r\n4;5\r\n5;6\r\n7;6\r\n9;1\r\n',
      'data.csv:4:3, column "b": "x" is not a number. Correct it, count it as missing (--na "x"), or leave the column out (--drop "b").',
    ],
    [
      'a name twice',
      'a,b,a\n1,2,3\n',
      'data.csv:1: the column name "a" appears twice (columns 1 and 3). Rename one.',
    ],
    [
      'a quote never closed',
      'a,b\n1,"x\n2,y\n',
      'data.csv:2:3: a quoted value that starts here is never closed.',
    ],
    [
      'text after a closing quote',
      'a,b\n1,"x"y\n',
      'data.csv:2:6: text follows a closing quote. Inside quotes, a quote is written twice.',
    ],
    [
      'a word among numbers',
      `a,b\n${rows(100, (row) => (row === 41 ? 'oops,1' : `${row},${row * row}`))}`,
      'data.csv:43:1, column "a": "oops" is not a number. Correct it, count it as missing (--na "oops"), or leave the column out (--drop "a").',
    ],
    [
      'words among numbers: three places and the count',
      `a,b\n${rows(200, (row) => `${row},${row % 30 === 7 ? 'n.d.' : row * row}`)}`,
      'data.csv:9:3, column "b": "n.d." is not a number, also on line 39 and 69; 7 in all. Correct it, count it as missing (--na "n.d."), or leave the column out (--drop "b").',
    ],
    [
      'infinity',
      'a,b\n1,2\n2,inf\n3,1\n4,-inf\n5,7\n',
      'data.csv: column "b" holds infinity, or a number beyond 3.4e38, in row 2 (2 in all). Use --missing drop, or --drop "b".',
    ],
    [
      'a number beyond float32',
      'a,b\n1,2\n2,1e308\n3,1\n4,5\n',
      'data.csv: column "b" holds infinity, or a number beyond 3.4e38, in row 2 (1 in all). Use --missing drop, or --drop "b".',
    ],
    [
      'a missing number where none may be',
      'a,b\n1,2\n2,NA\n3,1\n4,5\n',
      'data.csv: column "b" lacks a value in row 2 (1 in all). Use --missing median or --missing drop.',
      { missing: 'error' },
    ],
    [
      'rows that all lack something',
      'a,b\n1,\n,2\n3,\n,4\n',
      'data.csv: 0 rows without missing values. Use --missing median.',
      { missing: 'drop' },
    ],
    [
      'nothing but missing numbers',
      'a,b\nNA,\n,NA\n,\n?,NaN\n',
      'data.csv: every value is missing; there is nothing to map.',
    ],
    ['equal rows', 'a,b\n1,2\n1,2\n1,2\n1,2\n', 'data.csv: all rows are the same; there is nothing to map.'],
    [
      'one feature',
      'a,label\n1,x\n2,y\n3,x\n4,y\n',
      'data.csv: only one feature is left ("a"); a map needs at least 2.',
    ],
    [
      'one feature beside text and dates',
      `a,code,seen\n${rows(28, (row) => `${row * row},0x${row},2024-02-${String(row + 1).padStart(2, '0')}`)}`,
      'data.csv: only one feature is left ("a"); a map needs at least 2. Text and dates are only shown: code, seen.',
    ],
    [
      'nothing but a count of the rows',
      `n\n${rows(20, (row) => `${row}`)}`,
      'data.csv: no columns are left to learn from; at least 2 are required. n only counts the rows and is left out.',
    ],
    [
      'no numbers',
      `name,city\n${rows(30, (row) => `n${row},c${row}`)}`,
      'data.csv: no column holds numbers (text: name, city); at least 2 are required.',
    ],
    [
      'text and dates',
      `name,seen,${Array.from({ length: 9 }, (_, i) => `t${i}`)}\n${rows(30, (row) => `n${row},2024-01-${String(row + 1).padStart(2, '0')}${`,v${row}`.repeat(9)}`)}`,
      'data.csv: no column holds numbers (text: name, t0, t1, t2, t3, t4, t5, t6 and 2 more; dates: seen); at least 2 are required.',
    ],
    [
      'everything dropped',
      'a,b\n1,2\n2,3\n3,1\n4,5\n',
      'data.csv: no columns are left to learn from; at least 2 are required.',
      { drop: ['a', 'b'] },
    ],
    [
      'an option for a column that is not there',
      'größe,b\n1,2\n',
      'data.csv: there is no column "grösse" (--label). The columns are: größe, b.',
      { label: 'grösse' },
    ],
    [
      'an id that is not unique',
      'a,b,key\n1,2,x\n2,3,y\n3,1,x\n4,5,z\n',
      'data.csv: column "key" cannot name the rows: it has "x" twice (rows 1 and 3). Choose another with --id.',
      { id: 'key' },
    ],
    [
      'vectors of different widths',
      'v\n"[1, 2]"\n"[3, 4]"\n"[5]"\n"[6, 7]"\n',
      'data.csv, row 3, column "v": a vector of 1 where the first row has a vector of 2. Leave the column out with --drop "v".',
    ],
    [
      'images of another size',
      'a,b,c\n1,2,3\n4,5,7\n7,8,8\n1,2,4\n',
      'data.csv: --image 2x2 means 4 features (12 in colour), but there are 3.',
      { image: '2x2' },
    ],
    [
      'grey images said to be in colour',
      'a,b,c,d\n1,2,3,9\n4,5,7,8\n7,8,8,7\n1,2,4,6\n',
      'data.csv: --image 2x2x3 means 12 features, but there are 4.',
      { image: '2x2x3' },
    ],
    [
      'a size that is none',
      'a,b\n1,2\n',
      '--image 28: expected width x height, such as 28x28, or with channels (1 or 3), such as 28x28x3.',
      { image: '28' },
    ],
    [
      'a delimiter of two characters',
      'a,b\n1,2\n',
      '--delimiter "::": one character is needed, such as "," or ";" or a tab.',
      { delimiter: '::' },
    ],
  ])('%s', async (_, content, message, options) => {
    expect(await complaint({ 'data.csv': content }, options)).toBe(message);
  });

  test('UTF-16 without a mark that says so', async () => {
    expect(await complaint({ 'data.csv': Buffer.from('a,b\n1,2\n', 'utf16le') })).toBe(
      'data.csv: neither text nor a known format (CSV, TSV, JSON, JSON Lines, Parquet, Arrow, Feather, .npy, .npz, IDX).',
    );
  });

  test('something else altogether', async () => {
    expect(await complaint({ 'data.bin': Buffer.from('00d0cf11e0a1b11ae10000', 'hex') })).toBe(
      'data.bin: neither text nor a known format (CSV, TSV, JSON, JSON Lines, Parquet, Arrow, Feather, .npy, .npz, IDX).',
    );
  });

  test('100,000 columns', async () => {
    const line = (value: (i: number) => string) =>
      `${Array.from({ length: 100_000 }, (_, i) => value(i)).join(',')}\n`;
    const content = line((i) => `a${i}b`) + rows(4, (row) => line((i) => String((i + row) % 7)).trimEnd());
    expect(await complaint({ 'wide.csv': content })).toBe(
      'wide.csv: 100,000 features; at most 65,536 can be learned from. Choose with --features or --drop.',
    );
  });

  test.each([
    ['line.csv', 'CSV'],
    ['line.jsonl', 'JSON Lines'],
  ])('a line without end: %s', async (name, format) => {
    const file = createWriteStream(join(folder, name));
    for (let i = 0; i < 40; i++) file.write('1,'.repeat(1 << 19));
    await new Promise((done) => file.end(done));
    expect(await complaintAbout(join(folder, name))).toBe(
      `${name}:1: a line longer than 32 MB. A ${format} file has one row a line: check its line ends, or save it in another format.`,
    );
  });
});
