import { inSlices } from '../slices.js';
import { type AppStore, noSelection, type SelectionStep } from './app-state.js';

let finding: typeof import('./find-selected.js') | undefined;

/** What finds rows, arquero with it, is no part of the script that a page begins with. */
export async function loadFinding(): Promise<typeof import('./find-selected.js')> {
  finding ??= await import('./find-selected.js');
  return finding;
}

/** Picks rows, alone or on top of the selection that is there. Rejects with a QueryError for a query that is none. */
export function select(store: AppStore, step: SelectionStep): Promise<void> {
  const { selection, selecting } = store.state;
  const before = step.mode === 'replace' ? [] : (selecting ?? selection?.steps ?? []);
  return selectSteps(store, [...before, step]);
}

/** Makes what the steps come to the selection, unless another is chosen, or none, before it is found. */
export async function selectSteps(store: AppStore, steps: readonly SelectionStep[]): Promise<void> {
  const isWanted = () => store.state.selecting === steps;
  if (!store.state.run || steps.length === 0) return;
  store.set({ selecting: steps });
  try {
    const { findSelected } = finding ?? (await loadFinding());
    const table = isWanted() && (await inSlices(findSelected(store.state, steps), isWanted));
    if (table && isWanted()) store.set({ selection: { table, steps }, selecting: undefined });
  } finally {
    if (isWanted()) store.set({ selecting: undefined });
  }
}

export function clearSelection(store: AppStore): void {
  store.set({ ...noSelection, selectMode: 'replace' });
}
