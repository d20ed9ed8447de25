import {
  bool,
  columnFromArray,
  dateDay,
  dictionary,
  float32,
  int32,
  tableFromColumns,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { expect, it, vi } from 'vitest';
import { arqueroTable } from '../../web/src/data/arquero-table.js';
import { findRows } from '../../web/src/data/query.js';
import { cellText, formatNumber, readTable } from '../../web/src/data/table.js';
import { atOnce } from '../../web/src/slices.js';

const rows = 4;
const positions = {
  id: columnFromArray(['a', 'b', 'c', 'd'], utf8()),
  x: columnFromArray([0, 1, 2, 3], float32()),
  y: columnFromArray([3, 2, 1, 0], float32()),
};

function read(columns: Parameters<typeof tableFromColumns>[0]) {
  const bytes = tableToIPC(tableFromColumns({ ...positions, ...columns }), { format: 'file' })!;
  return readTable(bytes.slice().buffer);
}

it('reads every kind of column, missing cells too', () => {
  const table = read({
    size: columnFromArray(['10', null, '2', '10'], dictionary(utf8())),
    flag: columnFromArray([true, null, false, true], bool()),
    count: columnFromArray([1, null, 3, 4], int32()),
    weight: columnFromArray([0.5, 1.5, 2.5, 3.5], float32()),
    note: columnFromArray(['x', null, '', 'y'], utf8()),
    day: columnFromArray([new Date(0), null, new Date(86_400_000), new Date(0)], dateDay()),
  });
  const shown = Object.fromEntries(
    table.columns.map((column) => [
      `${column.kind} ${column.name}`,
      Array.from({ length: rows }, (_, row) => cellText(column, row)),
    ]),
  );
  expect(shown).toEqual({
    'category size': ['10', '—', '2', '10'],
    'category flag': ['true', '—', 'false', 'true'],
    'number count': ['1', '—', '3', '4'],
    'number weight': ['0.5', '1.5', '2.5', '3.5'],
    'text note': ['x', '', '', 'y'],
    'number day': ['0', '—', '86,400,000', '0'],
  });
  const size = table.columns.find(({ name }) => name === 'size');
  expect(size).toMatchObject({ categories: ['2', '10'], codes: Int32Array.of(1, -1, 0, 1) });
});

it('decodes no text but one cell, which might be a date, before it is looked at', () => {
  const note = columnFromArray(['first note', 'second note', 'third note', 'fourth note'], utf8());
  const decode = vi.spyOn(TextDecoder.prototype, 'decode');
  const table = read({ note });
  const decoded = () =>
    decode.mock.results.map(({ value }) => value as string).filter((text) => text.endsWith(' note'));
  expect(decoded()).toEqual(['first note']);
  expect(cellText(table.columns[0], 2)).toBe('third note');
  expect(decoded()).toEqual(['first note', 'third note']);
  decode.mockRestore();
});

it.each([
  ['ASCII', ['abc', 'Bcab', '', 'ca']],
  ['more than ASCII', ['abc', 'Bcab', '', 'ca\u00e9']],
])('finds text in a column of %s, never across rows', (_, note) => {
  const table = read({ note: columnFromArray(note, utf8()) });
  const rowsFor = (query: string) => [...arqueroTable(table, atOnce(findRows(table, query))).indices()];
  expect(rowsFor('note:bc')).toEqual([0, 1]);
  expect(rowsFor('note:cb')).toEqual([]);
  expect(rowsFor('note:ca')).toEqual([1, 3]);
  expect(rowsFor('note:=abc')).toEqual([0]);
  expect(rowsFor('note:=bcab')).toEqual([]);
  expect(rowsFor('note:=""')).toEqual([2]);
  expect(rowsFor('id:c')).toEqual([2]);
});

it('writes numbers so that nobody counts zeros', () => {
  const written = [0, 1e-6, -9.9976e-8, 1e300, 2 ** 53 - 1, -1234.5, Number.NaN, -Infinity].map(formatNumber);
  expect(written).toEqual([
    '0',
    '0.000001',
    '-9.998e-8',
    '1e+300',
    '9,007,199,254,740,991',
    '-1235',
    '—',
    '-∞',
  ]);
});
