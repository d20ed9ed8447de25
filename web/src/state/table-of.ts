import { withSaved } from '../data/saved-selections.js';
import type { MapTable } from '../data/table.js';
import type { AppState } from './app-state.js';

/** The table of the run that is shown, saved selections among its columns. */
export function tableOf({ run, saved }: Pick<AppState, 'run' | 'saved'>): MapTable | undefined {
  return run && withSaved(run.table, saved);
}
