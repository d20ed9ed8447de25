import { type AppState, type AppStore, noSelection, type Tool } from './app-state.js';

const toolOfKey: Readonly<Record<string, Tool>> = { v: 'pan', l: 'lasso', b: 'box' };

/** The keys that work anywhere on the page, except while one types. */
export function connectShortcuts(store: AppStore, help: HTMLDialogElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input[type="search"], input[type="text"], select, textarea');
    if (event.key === 'Escape') {
      if (document.querySelector(':popover-open')) return;
      if (isTyping) {
        event.preventDefault(); // A search field would empty itself, and its selection with it.
        target.blur();
      } else store.set(nextToClear(store.state));
    } else if (isTyping || !store.state.run) return;
    else if (event.key === '?') help.showModal();
    else if (event.key === '/') {
      event.preventDefault();
      document.querySelector<HTMLInputElement>('.search-input')?.focus();
    } else if (event.key === 'c') store.set({ showColumns: !store.state.showColumns });
    else if (event.key in toolOfKey) store.set({ tool: toolOfKey[event.key] });
  });
}

/** Escape gives up one thing at a time, the most recent kind first. */
function nextToClear({ tool, pinned, selection }: AppState): Partial<AppState> {
  if (pinned !== undefined) return { pinned: undefined };
  if (selection) return noSelection;
  if (tool !== 'pan') return { tool: 'pan' };
  return { legendFilter: undefined };
}
