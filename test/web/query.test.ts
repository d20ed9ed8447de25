import { describe, expect, it } from 'vitest';
import { arqueroTable } from '../../web/src/data/arquero-table.js';
import { findRows } from '../../web/src/data/query.js';
import { rangeIn, withRange } from '../../web/src/data/query-range.js';
import { atOnce } from '../../web/src/slices.js';
import { table } from './small-table.js';

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
  ] as const)('“%s” with %s at %j', (query, column, range, expected) => {
    expect(withRange(query, column, range)).toBe(expected);
    if (range)
      expect(rangeIn(expected, column)?.map((end) => end.toPrecision(3))).toEqual(
        range.map((end) => end.toPrecision(3)),
      );
    else expect(rangeIn(expected, column)).toBeUndefined();
  });
});
