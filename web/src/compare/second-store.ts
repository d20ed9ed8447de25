import type { AppState, AppStore } from '../state/app-state.js';

/** The fields that the second map has for itself, by the names under which the one state holds them. */
const nameInState = { run: 'secondRun', view: 'secondView' } as const;

/**
 * The store as the second map sees it: its run (the same rows at other places) and its view are its own; all else, what
 * is hovered, pinned, selected, filtered and how it is coloured, is shared, and so mirrored in both maps.
 */
export function createSecondStore(store: AppStore): AppStore {
  let seen: AppState | undefined;
  let projected: AppState;
  const project = (state: AppState): AppState => {
    if (seen === state) return projected;
    seen = state;
    projected = { ...state, run: state.secondRun, view: state.secondView, side: 'second' };
    return projected;
  };
  return {
    get state() {
      return project(store.state);
    },
    set({ view, ...patch }) {
      store.set(view === undefined ? patch : { ...patch, secondView: view });
    },
    watch: (fields, listener) =>
      store.watch(
        fields.map((field) => (field === 'run' || field === 'view' ? nameInState[field] : field)),
        (state) => listener(project(state)),
      ),
  };
}
