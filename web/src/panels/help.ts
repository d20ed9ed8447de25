import { h } from '../dom.js';
import { icon } from '../icons.js';

const shortcuts: readonly (readonly [keys: string, meaning: string])[] = [
  ['Scroll, pinch', 'zoom; drag moves the map'],
  ['Click, Enter', 'pin a point'],
  ['Arrows', 'walk from the pinned point, or move the map'],
  ['+  −  0', 'zoom in, out, show everything'],
  ['V  L  B', 'move, lasso, box'],
  ['Shift-drag', 'lasso that adds to the selection; Alt-drag takes away'],
  ['Hold, then draw', 'lasso by touch'],
  ['C', 'columns: drag over a histogram to select'],
  ['/', 'search'],
  ['Escape', 'clear, one thing at a time'],
  ['?', 'this list'],
];

const searches: readonly (readonly [query: string, meaning: string])[] = [
  ['seven', 'in any category or text, or the whole id'],
  ['label:7', 'in one column; label:=7 for the whole value, label:="" for none'],
  ['stretch:>2', 'numbers above; stretch:1..2 for a range'],
  ['seen:2024-03', 'dates, in UTC: all of a month; seen:>2024-03-01, seen:2024-01..2024-06'],
  ['-split:test', 'not'],
];

/** The list of shortcuts, as a dialog. */
export function createHelp(): HTMLDialogElement {
  const close = h(
    'button',
    { class: 'icon-button', 'aria-label': 'Close', onclick: () => dialog.close() },
    icon('close'),
  );
  const dialog = h(
    'dialog',
    { class: 'help card', 'aria-labelledby': 'help-title' },
    h('header', { class: 'panel-heading' }, h('h2', { id: 'help-title' }, 'Shortcuts'), close),
    definitions(shortcuts),
    h('h3', {}, 'Search'),
    definitions(searches),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

function definitions(pairs: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'dl',
    { class: 'shortcuts' },
    ...pairs.flatMap(([keys, meaning]) => [h('dt', {}, h('kbd', {}, keys)), h('dd', {}, meaning)]),
  );
}
