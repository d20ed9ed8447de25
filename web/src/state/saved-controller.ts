import { deleteSelection, postSelection } from '../api.js';
import { quoted } from '../data/query-range.js';
import { type SavedSelection, savedSelection } from '../data/saved-selections.js';
import type { AppStore } from './app-state.js';
import { select } from './selecting.js';

/** Saves what is selected under a name; one of that name is replaced. Throws a sentence for the user. */
export async function saveSelectionAs(store: AppStore, name: string): Promise<void> {
  const { run, selection, saved } = store.state;
  if (!run || !selection) return;
  const rows = selection.table.indices();
  const taken = ['id', 'x', 'y', ...run.table.columns.map((column) => column.name)];
  if (taken.some((other) => other.toLowerCase() === name.toLowerCase()))
    throw new Error(`There is a column “${name}” already; choose another name.`);
  const { id } = await postSelection(run.name, name, rows);
  if (store.state.run !== run) return;
  const others = saved.usable.filter((other) => other.id !== id);
  const usable = [...others, savedSelection(id, name, rows, run.table.rows)];
  store.set({
    saved: { ...store.state.saved, usable: usable.sort((a, b) => a.name.localeCompare(b.name, 'en')) },
  });
}

/** Makes a saved selection the selection. */
export function bringBack(store: AppStore, { name }: SavedSelection): void {
  void select(store, { mode: 'replace', by: 'query', text: `${quoted(name)}:=true` });
}

/** Deletes a saved selection from the run; throws a sentence for the user where that cannot be. */
export async function forget(store: AppStore, id: string): Promise<void> {
  const { run } = store.state;
  if (!run) return;
  await deleteSelection(run.name, id);
  if (store.state.run !== run) return;
  const { saved, colourBy } = store.state;
  const { usable, unusable } = saved;
  // Its legend goes with it, and so does a filter on that.
  if (usable.some((other) => other.id === id && other.name === colourBy))
    store.set({ colourBy: undefined, legendFilter: undefined, focusedGroup: undefined });
  const isOther = (selection: { readonly id: string }) => selection.id !== id;
  store.set({ saved: { usable: usable.filter(isOther), unusable: unusable.filter(isOther) } });
}
