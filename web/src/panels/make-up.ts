import type { Table } from 'arquero';
import type { CategoryColouring } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import { h } from '../dom.js';

/** What a selection is made of: a bar for each group in it, largest first. */
export function createMakeUp({ groups, groupOf, column }: CategoryColouring, picked: Table): HTMLElement {
  const counts = new Uint32Array(groups.length);
  for (const row of picked.indices()) counts[groupOf[row]]++;
  const present = [...counts.keys()]
    .filter((group) => counts[group] > 0)
    .sort((a, b) => counts[b] - counts[a]);
  const items = present.map((group) => {
    const { name, colour } = groups[group];
    const bar = h('span', { class: 'make-up-bar' });
    bar.style.width = `${(100 * counts[group]) / counts[present[0]]}%`;
    bar.style.background = cssColour(colour);
    const percent = (100 * counts[group]) / picked.numRows();
    const share = percent < 0.1 ? '< 0.1' : percent.toLocaleString('en', { maximumFractionDigits: 1 });
    return h(
      'li',
      { class: 'make-up-item' },
      h('span', { class: 'clip' }, name),
      h('span', { class: 'make-up-track' }, bar),
      h('span', { class: 'count' }, counts[group].toLocaleString('en')),
      h('span', { class: 'count quiet' }, `${share}%`),
    );
  });
  return h('div', {}, h('h3', {}, `By ${column.name}`), h('ul', { class: 'make-up' }, ...items));
}
