import type { RunSummary } from '../../api.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { runItem } from '../panels/run-chooser.js';
import type { AppStore } from '../state/app-state.js';
import { compareWith } from './compare-controller.js';
import { showSameRows } from './compare-maps.js';

/** A button that opens the list of runs whose map can stand beside the one that is shown: those of the same rows. */
export function createCompareChooser(store: AppStore): HTMLElement {
  const list = h('ul', { class: 'run-list' });
  const note = h('p', { class: 'quiet compare-note', role: 'status' });
  const popover = h(
    'div',
    { class: 'popover compare-list card', id: 'compare-list', popover: 'auto' },
    h('h2', { class: 'compare-heading' }, 'Compare with…'),
    list,
    note,
  );
  const button = h(
    'button',
    {
      class: 'icon-button',
      popovertarget: 'compare-list',
      'aria-label': 'Compare with…',
      title: 'Compare with another run of the same rows',
    },
    icon('compare'),
  );
  /** Whether a run shows the same rows as another, once it was looked at; by both names. */
  const known = new Map<string, boolean>();
  let looking = new AbortController();

  popover.addEventListener('toggle', () => {
    looking.abort();
    if (popover.matches(':popover-open')) void offer();
  });

  /** Lists what is known to fit and looks into the others, one at a time. */
  async function offer(): Promise<void> {
    looking = new AbortController();
    const { signal } = looking;
    const { runs = [], runName } = store.state;
    const shown = runs.find(({ name }) => name === runName);
    if (!shown) return;
    const others = runs.filter((run) => run !== shown && mayFit(shown, run));
    list.replaceChildren();
    list.setAttribute('aria-busy', 'true');
    note.textContent = others.length > 0 ? 'Looking for runs of the same rows…' : '';
    for (const run of others) {
      const key = JSON.stringify([shown.name, shown.created, run.name, run.created]);
      const fits =
        isSameIngest(shown, run) || (known.get(key) ?? (await showSameRows(shown.name, run.name, signal)));
      if (signal.aborted) return;
      known.set(key, fits);
      if (fits) list.append(h('li', {}, runItem(run, run.name === store.state.compareWith, choose)));
    }
    list.setAttribute('aria-busy', 'false');
    note.textContent = list.childElementCount === 0 ? 'No other run maps the same rows.' : '';
  }

  function choose(name: string): void {
    popover.hidePopover();
    compareWith(store, name);
  }

  const element = h('div', { class: 'compare-chooser' }, button, popover);
  store.watch(['run', 'runs'], ({ run, runs = [] }) => {
    element.hidden = !run || runs.filter(({ hasMap }) => hasMap).length < 2;
  });
  return element;
}

function mayFit(shown: RunSummary, other: RunSummary): boolean {
  return other.hasMap && other.dataset?.rows === shown.dataset?.rows;
}

/** Whether both runs understood the very same table. */
function isSameIngest(shown: RunSummary, other: RunSummary): boolean {
  return shown.rowsDigest !== undefined && shown.rowsDigest === other.rowsDigest;
}
