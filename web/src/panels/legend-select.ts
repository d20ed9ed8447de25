import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { selectLegend } from '../state/select-legend.js';

const labels = {
  replace: 'Select what is shown',
  add: 'Add what is shown',
  subtract: 'Take away what is shown',
} as const;

/** While the legend filters: the way from its filter to a selection. */
export function createLegendSelect(store: AppStore): HTMLElement {
  const button = h('button', { class: 'button legend-select', onclick: () => void selectLegend(store) });
  store.watch(['legendFilter', 'selectMode'], ({ legendFilter, selectMode }) => {
    button.hidden = !legendFilter;
    button.textContent = labels[selectMode];
  });
  return button;
}
