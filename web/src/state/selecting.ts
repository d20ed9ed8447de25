import { createPolygonTest } from '../data/polygon.js';
import { findRows } from '../data/query.js';
import { rowsOf } from '../data/selection.js';
import type { Positions } from '../data/snapshots.js';
import type { MapTable } from '../data/table.js';
import { isVisible } from '../map/appearance.js';
import type { AppState, AppStore, SelectionStep, Side } from './app-state.js';
import { tableOf } from './table-of.js';

/** Picks rows, alone or on top of the selection that is there. Throws a QueryError for a query that is none. */
export function select(store: AppStore, step: SelectionStep): void {
  const { run, selection } = store.state;
  if (!run) return;
  const steps = step.mode === 'replace' ? [step] : [...(selection?.steps ?? []), step];
  store.set({ selection: selectionOf(store.state, steps) });
}

export function clearSelection(store: AppStore): void {
  store.set({ selection: undefined, selectMode: 'replace' });
}

/** What the steps come to, one after the other. */
export function selectionOf(state: AppState, steps: readonly SelectionStep[]): AppState['selection'] {
  const table = tableOf(state);
  if (!table || steps.length === 0) return undefined;
  const mask = new Uint8Array(table.rows);
  for (const step of steps) {
    const found = step.by === 'query' ? findRows(table, step.text) : rowsInPolygon(table, step, state);
    for (let row = 0; row < mask.length; row++) {
      if (step.mode === 'replace') mask[row] = found[row];
      else if (found[row]) mask[row] = step.mode === 'add' ? 1 : 0;
    }
  }
  return { rows: rowsOf(mask), steps };
}

/** The rows inside a polygon of data coordinates that the legend lets through. */
function rowsInPolygon(
  { rows }: MapTable,
  { points, side = 'first' }: Polygon,
  { colouring, legendFilter, ...maps }: AppState,
): Uint8Array {
  const mask = new Uint8Array(rows);
  const places = placesOn(side, maps);
  if (!places) return mask;
  const { x, y } = places;
  const isInside = createPolygonTest(points);
  for (let row = 0; row < rows; row++)
    if (isInside(x[row], y[row]) && isVisible(colouring, legendFilter, row)) mask[row] = 1;
  return mask;
}

type Polygon = Extract<SelectionStep, { by: 'polygon' }>;

/** Where the points lie on one of the maps; undefined for a second map that is not there. */
function placesOn(
  side: Side,
  { run, comparison }: Pick<AppState, 'run' | 'comparison'>,
): Positions | undefined {
  return comparison?.places[side] ?? (side === 'first' ? run?.table : undefined);
}
