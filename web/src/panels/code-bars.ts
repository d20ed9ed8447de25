import { formatNumber } from '../data/table.js';
import { h } from '../dom.js';
import { nameOfUnit } from '../state/colouring-controller.js';

/** The values of one code as bars around zero, one button a unit: pressing it colours the map by that unit. */
export function createCodeBars(code: Float32Array, onUnit: (index: number) => void): HTMLElement {
  const low = Math.min(0, ...code);
  const high = Math.max(0, ...code);
  const range = high - low || 1;
  const bars = Array.from(code, (value, index) => {
    const bar = h('span', { class: 'code-bar' });
    bar.style.top = `${((high - Math.max(0, value)) / range) * 100}%`;
    bar.style.height = `${Math.max(1.5, (Math.abs(value) / range) * 100)}%`;
    const label = `${nameOfUnit(index)}: ${formatNumber(value)}`;
    return h(
      'button',
      {
        class: 'code-unit',
        title: label,
        'aria-label': `${label}; colour the map by it`,
        onclick: () => onUnit(index),
      },
      bar,
    );
  });
  return h('div', { class: 'code-bars', role: 'group', 'aria-label': 'Code' }, ...bars);
}
