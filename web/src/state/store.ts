/** Holds one immutable value and tells listeners which of its fields changed. */
export interface Store<State extends object> {
  readonly state: Readonly<State>;
  /** Replaces the given fields and, when one really differs, calls the listeners that asked for it. */
  set(patch: Partial<State>): void;
  /** Calls `listener` now and after every change of one of `fields`. Returns a function that ends this. */
  watch(fields: readonly (keyof State)[], listener: (state: Readonly<State>) => void): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const watchers = new Set<{ fields: readonly (keyof State)[]; listener: (state: State) => void }>();
  return {
    get state() {
      return state;
    },
    set(patch) {
      const changed = (Object.keys(patch) as (keyof State)[]).filter(
        (field) => !Object.is(state[field], patch[field]),
      );
      if (changed.length === 0) return;
      state = { ...state, ...patch };
      for (const { fields, listener } of [...watchers])
        if (fields.some((field) => changed.includes(field))) listener(state);
    },
    watch(fields, listener) {
      const watcher = { fields, listener };
      watchers.add(watcher);
      listener(state);
      return () => {
        watchers.delete(watcher);
      };
    },
  };
}
