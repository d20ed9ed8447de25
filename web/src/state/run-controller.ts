import { fetchRuns } from '../api.js';
import { loadRun } from '../data/run.js';
import type { AppStore } from './app-state.js';

const pollMilliseconds = 3_000;

/** Keeps the list of runs fresh, notices when the server goes and comes, and loads the run that is chosen. */
export function connectRuns(store: AppStore): void {
  let loading = new AbortController();

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

  function chooseRun(): void {
    const { runs = [], runName, run, loading: isLoading, problem } = store.state;
    if (runName === undefined) {
      const newest =
        runs.find(({ status }) => status === 'running') ?? runs.find(({ hasMap }) => hasMap) ?? runs[0];
      if (newest) store.set({ runName: newest.name });
      return;
    }
    const summary = runs.find(({ name }) => name === runName);
    if (summary?.hasMap && !run && !isLoading && !problem) void load(runName);
    if (!summary && run)
      store.set({ notice: `The run “${runName}” was deleted; what you see is the copy in this page.` });
  }

  async function load(name: string): Promise<void> {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    store.set({ loading: true, problem: undefined });
    try {
      const run = await loadRun(name, signal);
      if (!signal.aborted) store.set({ run, loading: false });
    } catch (error) {
      if (!signal.aborted)
        store.set({ loading: false, problem: error instanceof Error ? error.message : String(error) });
    }
  }

  let current: string | undefined;
  store.watch(['runName'], ({ runName, runs = [] }) => {
    if (runName === current) return;
    const isSwitch = current !== undefined;
    current = runName;
    store.state.run?.codes.close();
    store.set({
      run: undefined,
      problem: undefined,
      notice: undefined,
      hovered: undefined,
      pinned: undefined,
      neighbours: [],
      ...(isSwitch && { selection: undefined, legendFilter: undefined, view: undefined }),
    });
    loading.abort();
    const summary = runs.find(({ name }) => name === runName);
    if (summary?.problem) store.set({ problem: summary.problem });
    else if (summary?.hasMap) void load(summary.name);
    else if (runName !== undefined && !summary && store.state.runs)
      store.set({ problem: `There is no run named “${runName}”.` });
  });
  void poll();
}
