import { describe, expect, it } from 'vitest';
import { arqueroTable } from '../../web/src/data/arquero-table.js';
import { dateColumn } from '../../web/src/data/dates.js';
import { findRows } from '../../web/src/data/query.js';
import { brushedRange, rangeIn, withRange } from '../../web/src/data/query-range.js';
import { cellText } from '../../web/src/data/table.js';
import { atOnce } from '../../web/src/slices.js';
import { price, table } from './small-table.js';

describe('search', () => {
  it.each([
    ['cat', [0, 2]],
    ['CAT', [0, 2]],
    ['r3', [3]],
    ['r9', []],
    ['fine', [0]],
    ['label:do', [1]],
    ['label:=dog', [1]],
    ['-label:cat', [1, 3, 4]],
    ['"unit price":>2', [1, 3]],
    ['"unit price":>=2.5 "unit price":<4', [1]],
    ['"unit price":-5..1', [0, 4]],
    ['"unit price":4', [3]],
    ['note:"x, y"', [1]],
    ['id:r cat', [0, 2]],
    ['über', [3]],
    ['"unit price":2..', [1, 3]],
    ['"unit price":..1', [0, 4]],
    ['label:=CAT', []],
    ['label:=""', [3]],
    ['-"unit price":=""', [0, 1, 3, 4]],
    ['note:="a ""fine"" cat"', [0]],
  ])('finds %s', (query, rows) => {
    expect([...arqueroTable(table, atOnce(findRows(table, query))).indices()]).toEqual(rows);
  });

  it.each([
    ['', 'Type something to look for.'],
    ['colour:red', 'There is no column “colour”; there are: id, label, unit price, note.'],
    ['"unit price":cheap', '“unit price” holds numbers'],
    ['label:>1', '“label” does not hold numbers'],
    ['"unit price":>much', '“much” is not a number.'],
    ['>5', 'Say which column is to be compared, as in column:>5.'],
    ['label:', 'Say what to look for after label:'],
    ['label:"cat', 'A quotation mark is not closed.'],
    ['"unit price":..', '“unit price” holds numbers'],
  ])('explains what is wrong with “%s”', (query, message) => {
    expect(() => atOnce(findRows(table, query))).toThrow(message);
  });
});

describe('brushes as searches', () => {
  it.each([
    ['', 'price', [1, 2.5], 'price:1..2.5'],
    ['label:cat', 'unit price', [-0.123456, Number.POSITIVE_INFINITY], 'label:cat "unit price":-0.1235..'],
    ['Price:1..2 -price:4..5 cat', 'price', [3, 4], '-price:4..5 cat price:3..4'],
    ['price:1..2 cat', 'price', undefined, 'cat'],
  ] as const)('“%s” with %s at %j', (query, name, range, expected) => {
    const column = { ...price, name };
    expect(withRange(query, column, range)).toBe(expected);
    if (range)
      expect(rangeIn(expected, column)?.map((end) => end.toPrecision(3))).toEqual(
        range.map((end) => end.toPrecision(3)),
      );
    else expect(rangeIn(expected, column)).toBeUndefined();
  });
});

const times = [
  '2024-01-31 23:30:00',
  '2024-02-01 00:00:00.250+01:00',
  '',
  '2024-02-29',
  '2025-01-01T12:30:15Z',
];
const dates = atOnce(dateColumn({ kind: 'text', name: 'seen', at: (row) => times[row] }, 5))!;
const visits = { ...table, columns: [dates] };
const found = (query: string) => [...arqueroTable(visits, atOnce(findRows(visits, query))).indices()];

describe('dates', () => {
  it('are numbers of milliseconds in UTC, and shown as they were written', () => {
    expect(Array.from(dates.values)).toEqual([
      Date.UTC(2024, 0, 31, 23, 30),
      Date.UTC(2024, 0, 31, 23, 0, 0, 250),
      Number.NaN,
      Date.UTC(2024, 1, 29),
      Date.UTC(2025, 0, 1, 12, 30, 15),
    ]);
    expect(times.map((_, row) => cellText(dates, row))).toEqual(times.map((text) => text || '—'));
  });

  it.each([
    ['seen:2024', [0, 1, 3]],
    ['seen:2024-01', [0, 1]],
    ['seen:2024-02', [3]],
    ['seen:=2024-02-29', [3]],
    ['seen:2025-01-01', [4]],
    ['seen:2025-01-01T12:30', [4]],
    ['seen:2025-01-01t12:30:14', []],
    ['seen:="2024-02-01 00:00:00.250+01:00"', [1]],
    ['seen:2024-01..2024-02', [0, 1, 3]],
    ['seen:2024-02..', [3, 4]],
    ['seen:..2024-01', [0, 1]],
    ['seen:2024-01-31T23:00..2024-01-31T23:00', [1]],
    ['seen:>2024-01', [3, 4]],
    ['seen:>=2024-01', [0, 1, 3, 4]],
    ['seen:<2024-02-29', [0, 1]],
    ['seen:<=2024-02-29', [0, 1, 3]],
    ['seen:>2024-01-31T23:00Z', [0, 3, 4]],
    ['seen:<2024-02-01T00:30:00+01:00', [1]],
    ['seen:2024-02-30..', undefined],
    ['-seen:2024', [2, 4]],
    ['seen:=""', [2]],
    ['2024-02', [1, 3]],
    ['id:r1 seen:2024', [1]],
  ])('finds %s', (query, rows) => {
    if (rows) expect(found(query)).toEqual(rows);
    else expect(() => found(query)).toThrow('“2024-02-30” is not a date, such as 2024, 2024-03');
  });

  it('explains what can be asked of them', () => {
    expect(() => found('seen:spring')).toThrow('“seen” holds dates; look for seen:2024-03');
    expect(() => found('seen:>5')).toThrow('“5” is not a date');
  });

  it.each([
    [
      'whole days',
      ['2024-01-01', '', '2024-01-31'],
      '2024-01-10',
      '2024-01-20',
      'seen:2024-01-10..2024-01-20',
    ],
    [
      'years',
      ['2020-01-01T10:00', '2024-01-31'],
      '2021-03-04T05:06',
      '2022-03-04T05:06',
      'cat seen:2021-03-05..2022-03-04',
    ],
    [
      'days with times',
      ['2024-01-01T10:00', '2024-01-03'],
      '2024-01-02T05:06:07',
      '2024-01-02T05:26:27',
      'seen:2024-01-02T05:07..2024-01-02T05:26',
    ],
  ])('brush %s as a search for the same rows', (_, cells, from, to, expected) => {
    const column = atOnce(dateColumn({ kind: 'text', name: 'seen', at: (row) => cells[row] }, cells.length))!;
    const range = brushedRange(column, [Date.parse(`${from}Z`), Date.parse(`${to}Z`)]);
    const query = withRange(expected.replace(/seen.*/, 'seen:2019..2020'), column, range);
    expect(query).toBe(expected);
    expect(rangeIn(query, column)).toEqual(range);
  });

  it('are text where one is none, or none is there', () => {
    const column = (cells: readonly string[]) =>
      atOnce(dateColumn({ kind: 'text', name: 'seen', at: (row) => cells[row] }, cells.length));
    expect(column(['2024-01-01', '2024-02-30'])).toBeUndefined();
    expect(column(['', ''])).toBeUndefined();
  });
});
