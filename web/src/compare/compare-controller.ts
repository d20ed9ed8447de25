import type { LoadedRun } from '../data/run.js';
import type { AppStore } from '../state/app-state.js';
import { compareMaps } from './compare-maps.js';
import { commonColumnName } from './comparison.js';
import { beginComparison, connectSecondRun, endComparison } from './show-comparison.js';

/** Keeps `comparison` true to the shown run and the one that is chosen to stand beside it. */
export function connectComparison(store: AppStore): void {
  let loading = new AbortController();
  /** What is being compared or was compared last: the loaded run and the other one's name. */
  let pair: { readonly run: string; readonly other: string } | undefined;

  async function load(run: LoadedRun, other: string): Promise<void> {
    loading = new AbortController();
    const { signal } = loading;
    try {
      if (other === run.name) throw new Error(`“${run.name}” is shown already: choose another run.`);
      const comparison = await compareMaps(run, other, signal);
      if (!signal.aborted) await beginComparison(store, comparison, () => !signal.aborted);
    } catch (error) {
      if (!signal.aborted) store.set({ compareWith: undefined, notice: (error as Error).message });
    }
  }

  store.watch(['run', 'compareWith'], ({ run, compareWith }) => {
    const wanted = run && compareWith !== undefined ? { run: run.name, other: compareWith } : undefined;
    if (wanted?.run === pair?.run && wanted?.other === pair?.other) return;
    loading.abort();
    pair = wanted;
    endComparison(store);
    if (run && compareWith !== undefined) void load(run, compareWith);
  });

  connectSecondRun(store);

  let shown: string | undefined;
  store.watch(['runName'], ({ runName }) => {
    if (shown !== undefined && runName !== shown)
      store.set({ compareWith: undefined, secondView: undefined, transition: undefined });
    shown = runName;
  });
}

/** Chooses the run whose map is to stand beside the one that is shown, coloured by how neighbourhoods changed. */
export function compareWith(store: AppStore, name: string): void {
  store.set({
    page: 'map',
    compareWith: name,
    secondView: undefined,
    transition: undefined,
    colourBy: commonColumnName,
    legendFilter: undefined,
    notice: undefined,
  });
}
