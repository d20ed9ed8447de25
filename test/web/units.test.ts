import type { RunEvent } from '@latentscape/pipeline';
import { polygonContains } from 'd3';
import { describe, expect, it } from 'vitest';
import { type CategoryColouring, type Colouring, createColouring } from '../../web/src/colour/colouring.js';
import { arqueroTable } from '../../web/src/data/arquero-table.js';
import { categoryContrasts, contrasts } from '../../web/src/data/contrast.js';
import { nearestRows } from '../../web/src/data/nearest-rows.js';
import { parseNpy } from '../../web/src/data/npy.js';
import { createPolygonTest } from '../../web/src/data/polygon.js';
import { findRows } from '../../web/src/data/query.js';
import { rangeIn, withRange } from '../../web/src/data/query-range.js';
import type { MapTable } from '../../web/src/data/table.js';
import { csvOf } from '../../web/src/export/csv.js';
import { createGridIndex } from '../../web/src/map/grid-index.js';
import { drawingOrder } from '../../web/src/map/points.js';
import { simplify } from '../../web/src/map/simplify.js';
import { atOnce } from '../../web/src/slices.js';
import { addressOf, isSelectionTooLong, selectionFromAddress } from '../../web/src/state/address.js';
import { type AppState, type AppStore, initialState } from '../../web/src/state/app-state.js';
import { afterEvent, emptyLiveRun } from '../../web/src/state/live.js';
import { selectLegend } from '../../web/src/state/select-legend.js';
import { createStore } from '../../web/src/state/store.js';

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
  at: (row: number) => ['a "fine" cat', 'x, y', '', 'Über;=1', '-7'][row],
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

describe('a lasso', () => {
  const circle = Array.from({ length: 400 }, (_, i) => [
    100 * Math.cos((i * Math.PI) / 200),
    100 * Math.sin((i * Math.PI) / 200),
  ]) as [number, number][];

  it('keeps its shape within the tolerance with far fewer corners', () => {
    const simple = simplify(circle, 1);
    expect(simple.length).toBeLessThan(60);
    for (let i = 0; i < simple.length; i++) {
      const [ax, ay] = simple[i];
      const [bx, by] = simple[(i + 1) % simple.length];
      // A chord of a circle strays from it most in its middle.
      expect(Math.hypot((ax + bx) / 2, (ay + by) / 2)).toBeGreaterThan(98.99);
    }
    expect(simplify(circle.slice(0, 2), 1)).toEqual(circle.slice(0, 2));
    expect(
      simplify(
        [
          [0, 0],
          [5, 5],
          [0, 0],
        ],
        1,
      ),
    ).toEqual([
      [0, 0],
      [5, 5],
      [0, 0],
    ]);
  });

  it('of endless corners stays out of the address, which a server would refuse', () => {
    const step = { mode: 'replace', by: 'polygon', points: circle } as const;
    const few = { ...initialState, runName: 'a', selection: { table: arqueroTable(table), steps: [step] } };
    const many = { ...few, selection: { ...few.selection, steps: [step, step, step, step] } };
    expect(isSelectionTooLong(few)).toBe(false);
    expect(selectionFromAddress(addressOf(few).slice(1))[0]).toMatchObject({
      mode: 'replace',
      by: 'polygon',
    });
    expect(isSelectionTooLong(many)).toBe(true);
    expect(addressOf(many)).toBe('/?run=a');
  });
});

describe('the legend as a selection', () => {
  it('finds named groups, the others and the rows without a value by queries that a link repeats', async () => {
    const codes = Int32Array.from({ length: 120 }, (_, row) => (row % 40 === 39 ? -1 : row % 40));
    for (let row = 40; row < 80; row++) codes[row] = row % 20;
    const categories = Array.from({ length: 39 }, (_, code) => (code % 2 ? `Q"${code}` : `q ${code}`));
    const column = { kind: 'category', name: 'my label', codes, categories } as const;
    const colouring = createColouring(column, 'light') as CategoryColouring;
    const run = { table: { ...table, rows: 120, label: undefined, columns: [column] } };
    const kinds = colouring.groups.map(({ kind }) => kind);
    expect(kinds).toEqual([...Array.from({ length: 20 }, () => 'category'), 'others', 'missing']);
    for (const shown of [[0], [3, 7], [20], [21], [1, 20, 21]]) {
      const store = createStore({
        ...initialState,
        run: run as unknown as NonNullable<AppState['run']>,
        colouring: colouring as Colouring,
        legendFilter: { kind: 'groups', shown: new Set(shown) } as const,
      });
      await selectLegend(store as AppStore);
      const expected = Array.from(codes.keys()).filter((row) => shown.includes(colouring.groupOf[row]));
      expect([...store.state.selection!.table.indices()]).toEqual(expected);
    }
  });
});

describe('what sets a selection apart', () => {
  it('agrees with means and deviations computed one by one, missing values passed over', () => {
    const columns = 3;
    const rows = 50;
    const values = Float32Array.from({ length: rows * columns }, (_, i) =>
      i % 7 === 0 ? Number.NaN : i % columns === 2 ? 5 : 1e4 + Math.sin(i * 12.9898) * 3,
    );
    const selected = Uint8Array.from({ length: rows }, (_, row) => Number(row % 3 === 0));
    for (const [column, found] of atOnce(contrasts(values, columns, selected)).entries()) {
      const of = (group?: number) =>
        Array.from(selected.keys())
          .filter((row) => group === undefined || selected[row] === group)
          .map((row) => values[row * columns + column])
          .filter((value) => !Number.isNaN(value));
      const mean = (all: number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
      const centre = mean(of());
      const deviation = Math.sqrt(mean(of().map((value) => (value - centre) ** 2)));
      expect(found.these).toBeCloseTo(mean(of(1)), 8);
      expect(found.rest).toBeCloseTo(mean(of(0)), 8);
      expect(found.effect).toBeCloseTo(column === 2 ? 0 : (mean(of(1)) - mean(of(0))) / deviation, 8);
    }
    expect(atOnce(categoryContrasts([0, 0, 1, -1], 2, Uint8Array.of(1, 0, 0, 1)))).toMatchObject([
      { these: 1, rest: 0.5 },
      { these: 0, rest: 0.5 },
    ]);
  });
});

describe('CSV of a selection', () => {
  it('quotes what needs quotes, leaves missing values empty, and disarms formulas but not numbers', async () => {
    const picked = atOnce(findRows(table, '-note:=""'));
    expect(await atOnce(csvOf(table, picked)).text()).toBe(
      [
        'id,label,x,y,unit price,note',
        'r0,cat,0,0,1,"a ""fine"" cat"',
        'r1,dog,1,0.5,2.5,"x, y"',
        'r3,,3,0,4,"Über;=1"',
        "r4,'=SUM(A1),4,0,-5,-7",
        '',
      ].join('\n'),
    );
  });

  it('keeps columns in their places, whatever they are called', async () => {
    const columns = ['7', '__proto__', '-1+2', '3'].map((name) => ({ ...price, name }));
    const text = await atOnce(csvOf({ ...table, label: undefined, columns })).text();
    expect(text.split('\n').slice(0, 2)).toEqual(["id,x,y,7,__proto__,'-1+2,3", 'r0,0,0,1,1,1,1']);
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
    const index = atOnce(createGridIndex(x, y));
    for (let probe = 0; probe < 50; probe++) {
      const [px, py] = [Math.sin(probe) * 11, Math.cos(probe * 1.7) * 4];
      const distances = Array.from(x, (_, i) => Math.hypot(x[i] - px, y[i] - py));
      const nearest = Math.min(...distances);
      expect(index.nearest(px, py, 0.7)).toBe(nearest <= 0.7 ? distances.indexOf(nearest) : -1);
    }
  });

  it('copes with one point, and with all points in one place', () => {
    expect(atOnce(createGridIndex(Float32Array.of(2), Float32Array.of(3))).nearest(2.1, 3, 1)).toBe(0);
    const same = new Float32Array(1000).fill(7);
    expect(atOnce(createGridIndex(same, same)).nearest(7, 7, 1)).toBeGreaterThanOrEqual(0);
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

describe('the drawing order', () => {
  const n = 20_000;
  const order = drawingOrder(n);

  it('is a permutation whose every prefix is a fair sample of a sorted table', () => {
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    for (const drawn of [1_000, 5_000, 10_000]) {
      const early = order.subarray(0, drawn).filter((row) => row < n / 2).length;
      expect(early / drawn).toBeGreaterThan(0.45);
      expect(early / drawn).toBeLessThan(0.55);
    }
  });

  it('puts neither half of a sorted table over the other', () => {
    const place = new Uint32Array(n);
    for (const [at, row] of order.entries()) place[row] = at;
    const firstOnTop = place.subarray(0, n / 2).filter((at, row) => at > place[row + n / 2]).length;
    expect(firstOnTop / (n / 2)).toBeGreaterThan(0.47);
    expect(firstOnTop / (n / 2)).toBeLessThan(0.53);
  });
});

it('finds the same places inside a polygon as d3, one that crosses itself and flat ones too', () => {
  // A star of prime steps: every place is a fraction that the test can repeat.
  const star = Array.from({ length: 23 }, (_, i): [number, number] => {
    const radius = 1 + ((i * 7) % 5);
    return [radius * Math.cos(i * 2.1), radius * Math.sin(i * 2.1)];
  });
  const polygons: [number, number][][] = [
    star,
    [
      [-2, 1],
      [3, 1],
      [1, 1],
    ],
    [[0, 0]],
    [
      [0, -3],
      [4, 2],
      [0, 3],
    ],
  ];
  for (const polygon of polygons) {
    const isInside = createPolygonTest(polygon);
    for (let x = -6; x <= 6; x += 0.25)
      for (let y = -6; y <= 6; y += 0.25) expect(isInside(x, y)).toBe(polygonContains(polygon, [x, y]));
  }
  const isInStar = createPolygonTest(star);
  expect([isInStar(0.1, 0.1), isInStar(9, 0), isInStar(Number.NaN, 0)]).toEqual([
    polygonContains(star, [0.1, 0.1]),
    false,
    false,
  ]);
});

describe('a run under way', () => {
  it('knows which step each loss belongs to, however few are told', () => {
    const told = [1, 18, 95].map((done) => ({
      ...{ time: '', type: 'progress', stage: 'train', done, total: 100, unit: 'steps' },
      values: { loss: 1 / done },
    }));
    const live = told.reduce((run, event) => afterEvent(run, event as RunEvent), emptyLiveRun);
    expect(live.training).toEqual([1, 18, 95].map((step) => ({ step, loss: 1 / step })));
  });

  it('keeps each held-out loss where it was told first', () => {
    const told = [
      { done: 1 },
      { done: 10, heldOutLoss: 0.5 },
      { done: 12, heldOutLoss: 0.5 },
      { done: 20, heldOutLoss: 0.4 },
    ].map(({ done, ...values }) => ({
      ...{ time: '', type: 'progress', stage: 'train', done, total: 100, unit: 'steps' },
      values: { loss: 1, ...values },
    }));
    const live = told.reduce((run, event) => afterEvent(run, event as RunEvent), emptyLiveRun);
    expect(live.training).toEqual([
      { step: 1, loss: 1 },
      { step: 10, loss: 1, heldOutLoss: 0.5 },
      { step: 12, loss: 1 },
      { step: 20, loss: 1, heldOutLoss: 0.4 },
    ]);
  });
});
