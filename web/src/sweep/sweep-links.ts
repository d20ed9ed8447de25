import { h } from '../dom.js';
import { fetchSweeps } from './sweep-data.js';

/** The comparisons among the runs, as links below the list of runs; asked for whenever `popover` opens. */
export function createSweepLinks(popover: HTMLElement): HTMLElement {
  const list = h('ul', { class: 'run-list' });
  const element = h(
    'div',
    { hidden: true },
    h('h3', { class: 'sweep-links-title' }, 'Maps side by side'),
    list,
  );
  popover.addEventListener('toggle', async () => {
    if (!popover.matches(':popover-open')) return;
    const sweeps = await fetchSweeps().catch(() => []);
    element.hidden = sweeps.length === 0;
    list.replaceChildren(
      ...sweeps.map(({ name, maps, dataset }) =>
        h(
          'li',
          {},
          h(
            'a',
            { class: 'run-item sweep-link', href: `/?sweep=${encodeURIComponent(name)}` },
            h('span', { class: 'run-name clip' }, name),
            h('span', { class: 'run-facts quiet' }, `${maps} maps of ${dataset.name}`),
          ),
        ),
      ),
    );
  });
  return element;
}
