import { h } from '../dom.js';
import { bestOf, type Order, ordered } from './order.js';
import type { Measure, Sweep } from './sweep-data.js';

/** All maps with all their measures; the heads of the columns sort, the best of each column is marked. */
export function createMeasureTable(
  sweep: Sweep,
  order: Order,
  onSort: (measure: Measure | undefined) => void,
): HTMLElement {
  const head = (title: string, measure: Measure | undefined) => {
    const current = order.measure === measure;
    const direction = (measure?.better === 'more') === order.worstFirst ? 'ascending' : 'descending';
    return h(
      'th',
      { scope: 'col', 'aria-sort': current ? direction : null },
      h('button', { class: 'sort-button', onclick: () => onSort(measure) }, title),
    );
  };
  const best = sweep.measures.map((measure) => bestOf(sweep, measure));
  const lines = ordered(sweep, order).map((map) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, map.name),
      ...sweep.measures.map(({ key }, i) => {
        const value = map.measured[key];
        const isBest = value !== undefined && value === best[i];
        return h(
          'td',
          { class: isBest ? 'is-best' : null },
          formatMeasure(value),
          isBest && h('span', { class: 'visually-hidden' }, ' best'),
        );
      }),
    ),
  );
  return h(
    'table',
    { class: 'measures' },
    h('caption', { class: 'visually-hidden' }, 'All measures of all maps'),
    h('thead', {}, h('tr', {}, head('Map', undefined), ...sweep.measures.map((m) => head(m.title, m)))),
    h('tbody', {}, ...lines),
  );
}

/** Three digits behind the point; a dash where it cannot be said. */
export function formatMeasure(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3);
}
