import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaint, complaintAbout, folder, rows } from './complaints.js';

describe('JSON that holds no table', () => {
  test.each<[string, string, string, string]>([
    [
      'a line that is not JSON',
      'data.jsonl',
      '{"a":1}\n{"a":\n',
      'data.jsonl:2: not valid JSON (Unexpected end of JSON input).',
    ],
    ['no rows', 'data.json', '[]', 'data.json: found 0 rows; at least 4 are required.'],
    [
      'a line that is no row',
      'data.jsonl',
      '{"a":1}\n7\n',
      'data.jsonl:2: 7 is not a row. Expected an object or an array a row.',
    ],
    [
      'mixed types',
      'data.jsonl',
      rows(20, (row) => JSON.stringify({ a: row === 5 || row === 9 ? `t${row}` : row, b: row })),
      'data.jsonl, line 6, 10, column "a": "t5" is not a number; 2 in all. Correct it, or leave the column out (--drop "a").',
    ],
    [
      'NaN',
      'data.json',
      '[{"a":NaN}]',
      'data.json: not valid JSON (Unexpected token \'N\', "[{"a":NaN}]" is not valid JSON). NaN and Infinity are not JSON: write null.',
    ],
    [
      'something that is no table',
      'data.json',
      '"text"',
      'data.json: this JSON is not a table. Expected an array of objects, or an object of columns.',
    ],
    [
      'values that are nested without end',
      'data.json',
      `[{"a":${'['.repeat(60_000)}1${']'.repeat(60_000)}},{"a":1},{"a":2},{"a":3}]`,
      'data.json: its values are nested too deeply for a table.',
    ],
    [
      "a column twice in pandas' orient split",
      'data.json',
      '{"columns":["a","b","a"],"index":[0],"data":[[1,2,3]]}',
      'data.json: the column name "a" appears twice (columns 1 and 3). Rename one.',
    ],
    [
      'columns of different lengths',
      'data.json',
      '{"a":[1,2],"b":[1]}',
      'data.json: the columns have different lengths (2 and 1).',
    ],
    [
      'a name twice in a row',
      'data.json',
      '[{"a":1,"b":2}, {"a":[1],"b":3,"a" : 4}]',
      'data.json, row 2: an object has the name "a" twice. Rename one.',
    ],
    [
      'a name twice in a line, once with an escape',
      'data.jsonl',
      '{"a:":"{\\"a\\":1,\\"a\\":2}"}\n{"naïve":1,"b":[{"naïve":2}],"na\\u00efve":3}\n',
      'data.jsonl:2: an object has the name "na\\u00efve" twice. Rename one.',
    ],
    [
      'a column twice',
      'data.json',
      '{"a":[1,2],"b":[3,4],"a":[5,6]}',
      'data.json: an object has the name "a" twice. Rename one.',
    ],
    [
      'a name twice inside a value',
      'data.json',
      '[{"a":1,"b":{"x":1,"x":2}}]',
      'data.json, row 1: an object has the name "x" twice. Rename one.',
    ],
  ])('%s', async (_, name, content, message) => {
    expect(await complaint({ [name]: content })).toBe(message);
  });

  test('more JSON than a string can hold', async () => {
    const path = join(folder, 'long.json');
    await writeFile(path, '[');
    // A hole in the file takes no room on the disk.
    await truncate(path, 600_000_000);
    expect(await complaintAbout(path)).toBe(
      'long.json: longer than 512 MB, which JSON cannot be. Save it as JSON Lines (one object a line), CSV or Parquet.',
    );
  });
});
