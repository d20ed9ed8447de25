import type { AppStore } from './app-state.js';

const count = 10;

/** Looks up the pinned row's nearest rows in code space. */
export function connectNeighbours(store: AppStore): void {
  store.watch(['pinned', 'run'], ({ pinned, run }) => {
    store.set({ neighbours: [] });
    if (pinned === undefined || !run) return;
    run.codes.neighbours(pinned, count).then(
      (neighbours) => {
        if (store.state.pinned === pinned && store.state.run === run) store.set({ neighbours });
      },
      () => undefined, // A run without codes has no neighbours; the panel says so.
    );
  });
}
