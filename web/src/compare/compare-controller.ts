import type { LoadedRun } from '../data/run.js';
import type { AppStore } from '../state/app-state.js';
import { type Comparison, commonColumnName, compareMaps } from './comparison.js';

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
      if (!signal.aborted) begin(store, comparison);
    } catch (error) {
      if (!signal.aborted) store.set({ compareWith: undefined, notice: (error as Error).message });
    }
  }

  store.watch(['run', 'compareWith'], ({ run, compareWith }) => {
    const wanted = run && compareWith !== undefined ? { run: run.name, other: compareWith } : undefined;
    if (wanted?.run === pair?.run && wanted?.other === pair?.other) return;
    loading.abort();
    pair = wanted;
    end(store);
    if (run && compareWith !== undefined) void load(run, compareWith);
  });

  store.watch(['run', 'comparison'], ({ run, comparison }) =>
    store.set({
      secondRun: run && comparison && { ...run, table: { ...run.table, ...comparison.places.second } },
    }),
  );

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
    compareWith: name,
    secondView: undefined,
    transition: undefined,
    colourBy: commonColumnName,
    legendFilter: undefined,
    notice: undefined,
  });
}

function begin(store: AppStore, comparison: Comparison): void {
  const { run } = store.state;
  if (!run) return;
  const columns = [...run.table.columns, comparison.common];
  store.set({ comparison, run: { ...run, table: { ...run.table, columns } } });
}

function end(store: AppStore): void {
  const { run, comparison, colourBy } = store.state;
  if (!comparison) return;
  const isColour = colourBy === commonColumnName;
  store.set({
    comparison: undefined,
    secondView: undefined,
    transition: undefined,
    ...(run && { run: withoutCommon(run) }),
    ...(isColour && { colourBy: undefined, legendFilter: undefined }),
  });
}

function withoutCommon(run: LoadedRun): LoadedRun {
  const columns = run.table.columns.filter(({ name }) => name !== commonColumnName);
  return { ...run, table: { ...run.table, columns } };
}
