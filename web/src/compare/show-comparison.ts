import type { LoadedRun } from '../data/run.js';
import { rest } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { type Comparison, commonColumnName } from './comparison.js';

/** Keeps `secondRun` true to the run and what it is compared with; the second map is a task of its own. */
export function connectSecondRun(store: AppStore): void {
  store.watch(['run', 'comparison'], async ({ run, comparison }) => {
    if (run && comparison) await rest();
    if (store.state.run !== run || store.state.comparison !== comparison) return;
    store.set({
      secondRun: run && comparison && { ...run, table: { ...run.table, ...comparison.places.second } },
    });
  });
}

/**
 * Shows another map of the rows beside the first. The column of what changed comes first, and colours the map; all that
 * else looks at the comparison is a task of its own.
 *
 * @param isWanted Asked after a rest.
 */
export async function beginComparison(
  store: AppStore,
  comparison: Comparison,
  isWanted: () => boolean,
): Promise<void> {
  const { run } = store.state;
  if (!run) return;
  const columns = [...run.table.columns, comparison.common];
  store.set({ run: { ...run, table: { ...run.table, columns } } });
  await rest();
  if (isWanted()) store.set({ comparison });
}

/** Shows one map again. */
export function endComparison(store: AppStore): void {
  const { run, comparison, colourBy } = store.state;
  if (!comparison && !run?.table.columns.some(({ name }) => name === commonColumnName)) return;
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
