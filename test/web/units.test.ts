import { describe, expect, it } from 'vitest';
import { nearestRows } from '../../web/src/data/nearest-rows.js';
import { parseNpy } from '../../web/src/data/npy.js';
import { findRows } from '../../web/src/data/query.js';
import { rowsOf } from '../../web/src/data/selection.js';
import type { MapTable } from '../../web/src/data/table.js';
import { csvOf } from '../../web/src/export/csv.js';
import { createGridIndex } from '../../web/src/map/grid-index.js';

const label = {
  kind: 'category',
  name: 'label',
  categories: ['cat', 'dog', '=SUM(A1)'],
  codes: Int32Array.of(0, 1, 0, -1, 2),
} as const;
const price = {
  kind: 'number',
  name: 'unit price',
  values: Float64Array.of(1, 2.5, Number.NaN, 4, -5),
} as const;
const note = {
  kind: 'text',
  name: 'note',
  at: (row: number) => ['a "fine" cat', 'x, y', '', 'Über', '-7'][row],
} as const;
const table: MapTable = {
  rows: 5,
  x: Float32Array.of(0, 1, 2, 3, 4),
  y: Float32Array.of(0, 0.5, 0, 0, 0),
  id: { kind: 'text', name: 'id', at: (row) => `r${row}` },
  label,
  columns: [label, price, note],
};

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
    expect([...rowsOf(findRows(table, query))]).toEqual(rows);
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
    expect(() => findRows(table, query)).toThrow(message);
  });
});

describe('CSV of a selection', () => {
  it('quotes what needs quotes, leaves missing values empty, and disarms formulas but not numbers', () => {
    expect(csvOf(table, Uint32Array.of(0, 1, 3, 4))).toBe(
      [
        'id,label,x,y,unit price,note',
        'r0,cat,0,0,1,"a ""fine"" cat"',
        'r1,dog,1,0.5,2.5,"x, y"',
        'r3,,3,0,4,Über',
        "r4,'=SUM(A1),4,0,-5,-7",
        '',
      ].join('\n'),
    );
  });
});

describe('nearest rows in code space', () => {
  it('agree with sorting all distances', () => {
    const columns = 7;
    const rows = 200;
    const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898) * 3);
    const distance = (a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: columns }, (_, j) => values[a * columns + j] - values[b * columns + j]),
      );
    for (const row of [0, 57, 199]) {
      const all = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row);
      const expected = all.sort((a, b) => distance(row, a) - distance(row, b)).slice(0, 12);
      expect(nearestRows(values, columns, row, 12)).toEqual(expected);
    }
  });
});

describe('the index of points', () => {
  it('finds the nearest point as a look at all points does', () => {
    const n = 500;
    const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 78.233) * 10);
    const y = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 39.425) * 3);
    const index = createGridIndex(x, y);
    for (let probe = 0; probe < 50; probe++) {
      const [px, py] = [Math.sin(probe) * 11, Math.cos(probe * 1.7) * 4];
      const distances = Array.from(x, (_, i) => Math.hypot(x[i] - px, y[i] - py));
      const nearest = Math.min(...distances);
      expect(index.nearest(px, py, 0.7)).toBe(nearest <= 0.7 ? distances.indexOf(nearest) : -1);
    }
  });

  it('copes with one point, and with all points in one place', () => {
    expect(createGridIndex(Float32Array.of(2), Float32Array.of(3)).nearest(2.1, 3, 1)).toBe(0);
    const same = new Float32Array(1000).fill(7);
    expect(createGridIndex(same, same).nearest(7, 7, 1)).toBeGreaterThanOrEqual(0);
  });
});

describe('.npy files', () => {
  it.each([
    ['nothing', new Uint8Array(4)],
    ['text', new TextEncoder().encode('this is no array at all')],
  ])('are refused when they hold %s', (_, bytes) => {
    expect(() => parseNpy(bytes.buffer)).toThrow('not a .npy file');
  });
});
