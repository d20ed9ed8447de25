import { QueryError } from '../data/query-terms.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppStore } from '../state/app-state.js';
import { clearSelection, select } from '../state/selecting.js';

const typingPause = 200;

/** The search field: what it finds becomes the selection. */
export function createSearch(store: AppStore): HTMLElement {
  const input = h('input', {
    type: 'search',
    class: 'search-input',
    placeholder: 'Search: id, label, column:value, column:>1',
    'aria-label': 'Search rows',
    'aria-describedby': 'search-problem',
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => {
      clearTimeout(timer);
      timer = window.setTimeout(find, typingPause);
    },
  });
  const problem = h('span', { class: 'search-problem', id: 'search-problem', role: 'status', hidden: true });
  const element = h('search', { class: 'search' }, icon('search'), input, problem);
  let timer = 0;

  async function find(): Promise<void> {
    tell(undefined);
    const text = input.value.trim();
    try {
      if (text === '') clearSelection(store);
      else await select(store, { mode: 'replace', by: 'query', text });
      if (store.state.selection?.table.numRows() === 0) tell('Nothing found.');
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      tell(error.message);
    }
  }

  function tell(text: string | undefined): void {
    problem.hidden = text === undefined;
    problem.textContent = text ?? '';
    input.setAttribute('aria-invalid', String(text !== undefined));
  }

  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
  });
  store.watch(['selection'], ({ selection }) => {
    const step = selection?.steps.length === 1 ? selection.steps[0] : undefined;
    if (document.activeElement !== input) input.value = step?.by === 'query' ? step.text : '';
    if (!selection) tell(undefined);
  });
  return element;
}
