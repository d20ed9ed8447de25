import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { concatTables } from '@latentscape/pipeline/data/concat';
import { readCsv } from '@latentscape/pipeline/data/csv';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource, openSource } from '@latentscape/pipeline/data/source';
import { numbersOf, type Table } from '@latentscape/pipeline/data/table';
import { understand } from '@latentscape/pipeline/data/understand';
import { from as arqueroFrom } from 'arquero';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

async function read(text: string | Buffer, name = 'data.csv'): Promise<Table> {
  return await readCsv(bytesSource(name, name, Buffer.from(text)), planRoles({}));
}

const contentOf = ({ columns, rows }: Table) =>
  Object.fromEntries(
    columns.map((column) => [
      column.name,
      column.kind === 'number' ? [...numbersOf(column, rows)] : column.values,
    ]),
  );

describe('what people write', () => {
  const plain = { a: [1, 2], b: ['x', 'y'] };

  test.each([
    ['commas', 'a,b\n1,x\n2,y\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['bars', 'a|b\n1|x\n2|y\n'],
    ['spaces', 'a b\n1 x\n2 y\n'],
    ['no line end at the end', 'a,b\n1,x\n2,y'],
    ['Windows line ends', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['old Mac line ends', 'a,b\r1,x\r2,y\r'],
    ['a byte order mark', '\ufeffa,b\n1,x\n2,y\n'],
    ['blank lines', '\n\na,b\n\n1,x\n\n2,y\n\n'],
    ['quotes everywhere', '"a","b"\n"1","x"\n"2","y"\n'],
    ['spaces around names and numbers', ' a , b \n 1 ,x\n 2,y\n'],
  ])('%s', async (_, text) => {
    expect(contentOf(await read(text))).toEqual(plain);
  });

  test('quotes, delimiters and line ends inside quotes', async () => {
    const table = await read('a,b\n1,"say ""hi"", twice"\n2,"two\r\nlines"\n3,""\n');
    expect(contentOf(table).b).toEqual(['say "hi", twice', 'two\r\nlines', '']);
  });

  test('missing values in their usual spellings; what is quoted is meant', async () => {
    const table = await read('a,b\n1,x\nNA,NA\n,\nnan,"NA"\n?,y\n');
    expect(contentOf(table)).toEqual({
      a: [1, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
      b: ['x', '', '', 'NA', 'y'],
    });
  });

  test('row names as R writes them, whose column has no name', async () => {
    const lines = [
      '"1"\t5.1\t"setosa"',
      '"2"\t4.9\t"setosa"',
      '"3"\t6\t"virginica"',
      '"5"\t6.1\t"versicolor"',
    ];
    const table = await read(`"Length"\t"Species"\n${lines.join('\n')}\n`);
    expect(contentOf(table)).toEqual({
      'row name': ['1', '2', '3', '5'],
      Length: [5.1, 4.9, 6, 6.1].map(Math.fround),
      Species: ['setosa', 'setosa', 'virginica', 'versicolor'],
    });
    await expect(read(`Length\tSpecies\n${lines.join('\n')}\n1\t2\n`)).rejects.toThrow(
      'data.csv:2: 3 values, the header has 2',
    );
  });

  test('a first line of numbers is data', async () => {
    const table = await read('5,0.5\n4,0.25\n');
    expect(contentOf(table)).toEqual({ c1: [5, 4], c2: [0.5, 0.25] });
    expect(table.notes).toEqual(['The first line holds numbers, so the columns are called c1, c2 ….']);
  });

  test('a first line that counts the columns holds their names, as pandas writes those of a matrix', async () => {
    const table = await read('0,1,2\n5,0.5,1\n4,0.25,3\n');
    expect(contentOf(table)).toEqual({ 0: [5, 4], 1: [0.5, 0.25], 2: [1, 3] });
    expect(contentOf(await read('0,1\n5,0.5\n'))).toEqual({ c1: [0, 5], c2: [1, 0.5] });
  });

  test('lines that end in a delimiter, which the header lacks', async () => {
    const lines = ['1,x,', '2,y,', '3,"z",', '4,,'];
    const table = await read(`a,b\n${lines.join('\n')}\n`);
    expect(contentOf(table)).toMatchObject({ a: [1, 2, 3, 4], b: ['x', 'y', 'z', ''] });
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b', 'column 3']);
  });

  test("Excel's line that names the delimiter", async () => {
    for (const mark of ['', '\ufeff'])
      expect(contentOf(await read(`${mark}sep=;\r\na;b\r\n1;x\r\n2;y\r\n`))).toEqual(plain);
  });

  test('text that is not UTF-8 is read as Windows writes it, and said so', async () => {
    const table = await read(Buffer.from('a,b\n1,caf\xe9\n2,\x93th\xe9\x94 5 \x80\n', 'latin1'));
    expect(contentOf(table).b).toEqual(['café', '“thé” 5 €']);
    expect(table.notes).toEqual(['The text is not UTF-8; it was read as Windows-1252.']);
  });

  test('also where that shows only far from the beginning; a replacement character in UTF-8 is one', async () => {
    const many = 'plain,1\n'.repeat(200_000);
    const table = await read(Buffer.from(`b,a\n${many}caf\xe9,2\n`, 'latin1'));
    expect(contentOf(table).b.at(-1)).toBe('café');
    expect(table.notes).toEqual(['The text is not UTF-8; it was read as Windows-1252.']);
    const replaced = await read(`b,a\n${many}caf\ufffd é,2\n`);
    expect(contentOf(replaced).b.at(-1)).toBe('caf\ufffd é');
    expect(replaced.notes).toEqual([]);
  });

  test.each(['utf-16le', 'utf-16be'])('%s, as Excel and PowerShell write it', async (order) => {
    const little = Buffer.from('\ufeffa\tb\r\n1\té 北京 👩‍🚀\r\n2\ty\r\n', 'utf16le');
    const file = path.join(await temporaryFolder(), 'data.txt');
    await writeFile(file, order === 'utf-16le' ? little : little.swap16());
    const source = await openSource(file);
    expect(contentOf(await readCsv(source, planRoles({}))).b).toEqual(['é 北京 👩‍🚀', 'y']);
    expect(String(await source.bytes())).toMatch(/^a\tb\r\n1/);
  });

  test('names with spaces, quotes, accents and the names of object properties', async () => {
    const names = ['first name', 'the "best"', 'größe', '__proto__', 'constructor'];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const table = await read(`${header}\n1,2,3,4,5\n`);
    expect(table.columns.map(({ name }) => name)).toEqual(names);
  });

  test('a column that turns to text late, and often, is read as text', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 600 ? String(i) : `A${i}`));
    const table = await read(`ticket,x\n${values.map((value, i) => `${value},${i % 7}`).join('\n')}\n`);
    expect(contentOf(table).ticket).toEqual(values);
  });
});

describe('numbers', () => {
  test('every decimal becomes the float32 that Number and Math.fround give, however it is written', async () => {
    const decimals = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String),
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((x) => x.toFixed(20)),
      fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.nat(24)).map(([digits, point]) => {
        const text = String(digits).padStart(point + 1, '0');
        return `${text.slice(0, text.length - point)}.${text.slice(text.length - point)}`;
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(decimals, { minLength: 1, maxLength: 50 }), async (values) => {
        const table = await read(`a,b\n${values.map((value) => `${value},1`).join('\n')}\n`);
        expect(contentOf(table).a).toEqual(values.map((value) => Math.fround(Number(value))));
      }),
      { numRuns: 300 },
    );
  });

  test('decimals of many digits next to the middle between two float32', async () => {
    // 1 + 2⁻²⁴ = 1.000000059604644775390625 is the middle between 1 and the next float32, 1 + 2⁻²³.
    const table = await read(
      'a,b\n1.000000059604644775390625,1\n1.0000000596046447,1\n1.0000000596046449,1\n',
    );
    expect(contentOf(table).a).toEqual([1, 1, 1 + 2 ** -23]);
  });
});

describe('whatever another writer wrote reads back equal', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a,b', 'say "x"', 'two\nlines', 'x\r\ny', ' padded ', '=1'),
  );
  // What is spelled like a missing value, or like a number, is meant to become one.
  const text = cell.filter(
    (value) =>
      !/^\s*([\d.+?-]|$|na|null|none|inf|#n|<na)/i.test(value) &&
      !value.includes('\0') &&
      !value.includes('\ufeff'),
  );
  // Adding 0 makes 0 of -0, which arquero writes as 0.
  const tables = fc.array(
    fc.record({ text, number: fc.float({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  );

  test.each([',', '\t', ';'])('arquero, delimiter %j', async (delimiter) => {
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const columns = { text: rows.map((row) => row.text), number: rows.map((row) => row.number) };
        const csv = arqueroFrom(rows).toCSV({ delimiter });
        expect(
          contentOf(await readCsv(bytesSource('x', 'x', Buffer.from(csv)), planRoles({}), { delimiter })),
        ).toEqual({
          text: columns.text,
          number: columns.number,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 64 }), async (rows, pieceBytes) => {
        const csv = Buffer.from(arqueroFrom(rows).toCSV());
        const whole = bytesSource('x', 'x', csv);
        const inPieces = {
          ...whole,
          async *chunks() {
            for (let at = 0; at < csv.length; at += pieceBytes) yield csv.subarray(at, at + pieceBytes);
          },
        };
        const expected = contentOf(await readCsv(whole, planRoles({})));
        expect(contentOf(await readCsv(inPieces, planRoles({})))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe('numbers that are all bytes take a byte each', () => {
  const memoryOf = ({ columns }: Table) =>
    columns.map((column) => (column.kind === 'number' ? column.values : []));

  test('until one is none: what was read stays', async () => {
    const value = fc.oneof(fc.nat(255).map(String), fc.constantFrom('', '-1', '256', '0.5', '-0', '1e300'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 60 }), async (records) => {
        const table = await read(`a,b\n1,2\n${records.map((record) => `${record.join(',')}\n`).join('')}`);
        const number = (text: string) => (text === '' ? Number.NaN : Math.fround(Number(text)));
        const all = [['1', '2'], ...records];
        expect(contentOf(table)).toEqual({
          a: all.map(([a]) => number(a)),
          b: all.map(([, b]) => number(b)),
        });
        const bytes = records.flat().every((text) => /^\d+$/.test(text) && Number(text) < 256);
        for (const values of memoryOf(table)) expect(values instanceof Uint8Array).toBe(bytes);
      }),
    );
  });

  test('in several files, of which one holds others', async () => {
    const table = concatTables([await read('a,b\n1,2\n3,4\n'), await read('a,b\n5,0.5\n')]);
    expect(contentOf(table)).toEqual({ a: [1, 3, 5], b: [2, 4, 0.5] });
  });

  test('and a number that stands for a missing value makes them float32', async () => {
    const name = 'data.csv';
    const source = bytesSource(name, name, Buffer.from('a,b\n1,2\n0,4\n5,6\n7,9\n'));
    const { features } = understand(await readCsv(source, planRoles({}), { na: ['0'] }), name, { na: ['0'] });
    expect([...features.values].every(Number.isFinite)).toBe(true);
    expect(features.values[2]).toBe(5);
  });
});
