import { fetchRuns, isUnreachable } from '../api.js';
import { loadRun } from '../data/run.js';
import { type AppStore, noSelection } from './app-state.js';

const pollMilliseconds = 3_000;

const missing = (run: string) => `There is no run named “${run}”.`;
const deleted = (run: string) => `The run “${run}” was deleted; this page still shows it.`;

/** Keeps the list of runs fresh, notices when the server goes and comes, and loads the run that is chosen. */
export function connectRuns(store: AppStore): void {
  let loading = new AbortController();
  /** Whether it was said that the shown run is there no more. */
  let isDeleted = false;

  async function poll(): Promise<void> {
    try {
      const runs = await fetchRuns();
      if (JSON.stringify(runs) !== JSON.stringify(store.state.runs)) store.set({ runs });
      store.set({ serverGone: false });
      chooseRun();
    } catch {
      store.set({ serverGone: true });
    }
    setTimeout(poll, document.hidden ? 5 * pollMilliseconds : pollMilliseconds);
  }

  /** Chooses a run where none is chosen, and loads the chosen one as soon as it has a map. */
  function chooseRun(): void {
    const { runs, runName, run, loading: isLoading, problem } = store.state;
    if (!runs) return;
    if (runName === undefined) {
      const first =
        runs.find(({ status }) => status === 'running') ?? runs.find(({ hasMap }) => hasMap) ?? runs[0];
      if (first) store.set({ runName: first.name });
      return;
    }
    const summary = runs.find(({ name }) => name === runName);
    if (summary && problem === missing(runName)) store.set({ problem: undefined });
    if (run && !summary && !isDeleted) store.set({ notice: deleted(runName) });
    isDeleted = run !== undefined && !summary;
    if (run && summary && store.state.notice === deleted(runName)) store.set({ notice: undefined });
    if (run || isLoading || store.state.problem !== undefined) return;
    if (!summary) store.set({ problem: missing(runName) });
    else if (summary.problem !== undefined) store.set({ problem: summary.problem });
    else if (summary.hasMap) void load(runName);
  }

  async function load(name: string): Promise<void> {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    store.set({ loading: true, problem: undefined });
    try {
      const run = await loadRun(name, signal);
      if (signal.aborted) return;
      run.thumbnails?.onBroken((notice) => {
        if (store.state.run === run) store.set({ notice });
      });
      const { pinned = 0 } = store.state;
      store.set({
        run,
        saved: run.savedSelections,
        loading: false,
        ...(pinned >= run.table.rows && { pinned: undefined }),
      });
    } catch (error) {
      if (signal.aborted) return;
      // A server that comes back is asked again.
      if (isUnreachable(error)) store.set({ loading: false, serverGone: true });
      else store.set({ loading: false, problem: error instanceof Error ? error.message : String(error) });
    }
  }

  let current: string | undefined;
  store.watch(['runName'], ({ runName }) => {
    if (runName === current) return;
    const isSwitch = current !== undefined;
    current = runName;
    loading.abort();
    store.state.run?.codes.close();
    store.state.run?.featureMatrix.close();
    store.state.run?.autoencoder.close();
    store.set({ run: undefined, loading: false, problem: undefined, notice: undefined, hovered: undefined });
    if (isSwitch) store.set({ ...noSelection, pinned: undefined, legendFilter: undefined, view: undefined });
    chooseRun();
  });
  void poll();
}
