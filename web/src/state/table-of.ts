import { withSaved } from '../data/saved-selections.js';
import type { MapTable } from '../data/table.js';
import type { AppState } from './app-state.js';

/** The table of the run that is shown, with saved selections and the latent unit that colours the map among its columns. */
export function tableOf({ run, saved, colouring }: AppState): MapTable | undefined {
  if (!run) return undefined;
  const table = withSaved(run.table, saved);
  const isUnit = colouring.kind === 'number' && !run.table.columns.includes(colouring.column);
  return isUnit && colouring.column.values.length === table.rows
    ? { ...table, columns: [...table.columns, colouring.column] }
    : table;
}
