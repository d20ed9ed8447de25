import { polygonContains } from 'd3';
import { describe, expect, it } from 'vitest';
import { type CategoryColouring, type Colouring, createColouring } from '../../web/src/colour/colouring.js';
import { arqueroTable } from '../../web/src/data/arquero-table.js';
import { categoryContrasts, contrasts } from '../../web/src/data/contrast.js';
import { createPolygonTest } from '../../web/src/data/polygon.js';
import { simplify } from '../../web/src/map/simplify.js';
import { atOnce } from '../../web/src/slices.js';
import { addressOf, isSelectionTooLong, selectionFromAddress } from '../../web/src/state/address.js';
import { type AppState, type AppStore, initialState } from '../../web/src/state/app-state.js';
import { selectLegend } from '../../web/src/state/select-legend.js';
import { createStore } from '../../web/src/state/store.js';
import { table } from './small-table.js';

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
