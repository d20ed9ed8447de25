import { BitSet, type Table } from 'arquero';
import type { Side } from '../compare/comparison.js';
import { arqueroTable } from '../data/arquero-table.js';
import { createPolygonTest } from '../data/polygon.js';
import { findRows } from '../data/query.js';
import type { Positions } from '../data/snapshots.js';
import type { MapTable } from '../data/table.js';
import { isVisible } from '../map/appearance.js';
import { chunkwise, type Steps } from '../slices.js';
import type { AppState, SelectionStep } from './app-state.js';
import { tableOf } from './table-of.js';

/** What the steps come to, one after the other. @throws QueryError for a query that is none */
export function* findSelected(state: AppState, steps: readonly SelectionStep[]): Steps<Table> {
  const table = tableOf(state)!;
  let picked = new BitSet(table.rows);
  for (const { mode, ...step } of steps) {
    const found = yield* step.by === 'query' ? findRows(table, step.text) : rowsInPolygon(table, step, state);
    if (mode === 'replace') picked = found;
    else if (mode === 'add') picked.or(found);
    else picked.and(found.not());
    yield;
  }
  return arqueroTable(table, picked);
}

/** The rows inside a polygon of data coordinates that the legend lets through. */
function* rowsInPolygon(
  { rows }: MapTable,
  { points, side = 'first' }: Polygon,
  { colouring, legendFilter, ...maps }: AppState,
): Steps<BitSet> {
  const inside = new BitSet(rows);
  const places = placesOn(side, maps);
  if (!places) return inside;
  const { x, y } = places;
  const isInside = createPolygonTest(points);
  yield* chunkwise(rows, (from, to) => {
    for (let row = from; row < to; row++)
      if (isInside(x[row], y[row]) && isVisible(colouring, legendFilter, row)) inside.set(row);
  });
  return inside;
}

type Polygon = Pick<Extract<SelectionStep, { by: 'polygon' }>, 'points' | 'side'>;

/** Where the points lie on one of the maps; undefined for a second map that is not there. */
function placesOn(
  side: Side,
  { run, comparison }: Pick<AppState, 'run' | 'comparison'>,
): Positions | undefined {
  return comparison?.places[side] ?? (side === 'first' ? run?.table : undefined);
}
