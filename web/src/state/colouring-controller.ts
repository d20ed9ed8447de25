import { createColouring } from '../colour/colouring.js';
import { type Ground, maxColours } from '../colour/palette.js';
import { withSaved } from '../data/saved-selections.js';
import type { Column } from '../data/table.js';
import type { AppState, AppStore } from './app-state.js';

/** Latent units are offered as columns under these names, counted from 1. */
const unitName = /^unit (\d+)$/;

export function nameOfUnit(index: number): string {
  return `unit ${index + 1}`;
}

/** The columns of the table that can colour the map. */
export function colourColumns({ run, saved }: AppState): readonly Column[] {
  return run ? withSaved(run.table, saved).columns.filter((column) => column.kind !== 'text') : [];
}

/**
 * What colours a map at first: its label, or else the first category whose values all have a colour of their own; which
 * rows were held out says least.
 */
function firstOf(columns: readonly Column[], label: Column | undefined): Column | undefined {
  const speaks = (column: Column) =>
    column.kind === 'category' && column.name !== 'split' && column.categories.length <= maxColours;
  return label ?? columns.find(speaks) ?? columns[0];
}

/** Keeps `colouring` true to the run, the chosen column and the ground; fetches codes when a latent unit is chosen. */
export function connectColouring(store: AppStore): void {
  let paintedFor: Ground | undefined;
  store.watch(['run', 'colourBy', 'ground', 'saved'], (state) => {
    const { run, colourBy, ground } = state;
    if (!run) return;
    const unit = colourBy?.match(unitName);
    if (!unit) {
      const columns = colourColumns(state);
      const column = columns.find(({ name }) => name === colourBy) ?? firstOf(columns, run.table.label);
      const { colouring } = store.state;
      const isShown = colouring.kind !== 'plain' && colouring.column === column && paintedFor === ground;
      if (!isShown) store.set({ colouring: createColouring(column, ground) });
      paintedFor = ground;
      return;
    }
    const show = (values: Float32Array) => {
      if (store.state.run !== run || store.state.colourBy !== colourBy) return;
      paintedFor = ground;
      store.set({ colouring: createColouring({ kind: 'number', name: colourBy!, values }, ground) });
    };
    run.codes.unit(Number(unit[1]) - 1).then(show, (error: Error) => store.set({ notice: error.message }));
  });
}

/** Chooses the column that colours the map; a filter on the old one's legend ends. */
export function colourBy(store: AppStore, name: string): void {
  if (store.state.colourBy !== name)
    store.set({ colourBy: name, legendFilter: undefined, focusedGroup: undefined });
}
