import { h } from '../dom.js';
import type { AppStore, SelectMode } from '../state/app-state.js';

const modes: readonly (readonly [mode: SelectMode, sign: string, label: string, title: string])[] = [
  ['replace', 'New', 'New', 'The next lasso or box begins anew'],
  ['add', '+', 'Add', 'The next lasso or box adds (as Shift-drag does)'],
  ['subtract', '−', 'Take away', 'The next lasso or box takes away (as Alt-drag does)'],
];

/** What the next lasso does to the selection: by touch there is no Shift to hold. */
export function createSelectMode(store: AppStore): HTMLElement {
  const buttons = modes.map(([mode, sign, label, title]) => ({
    mode,
    button: h(
      'button',
      { class: 'page-button', 'aria-label': label, title, onclick: () => store.set({ selectMode: mode }) },
      sign,
    ),
  }));
  store.watch(['selectMode'], ({ selectMode }) => {
    for (const { mode, button } of buttons) button.setAttribute('aria-pressed', String(mode === selectMode));
  });
  return h(
    'div',
    { class: 'page-switch select-mode', role: 'group', 'aria-label': 'The next lasso' },
    ...buttons.map(({ button }) => button),
  );
}
