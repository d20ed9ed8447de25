import type { Colouring } from '../colour/colouring.js';
import { h } from '../dom.js';
import { formatMeasure } from './measure-table.js';
import { bestOf, type Order, ordered } from './order.js';
import { drawSmallMap } from './small-map.js';
import type { Sweep, SweepMap } from './sweep-data.js';

export interface MapGrid {
  readonly element: HTMLElement;
  /** Puts the maps in another order. */
  sort(order: Order): void;
  /** Draws all maps, in new colours or at a new size. */
  draw(colouring: Colouring): void;
}

/** All maps as small pictures, each with its setting and the measure that they are sorted by. */
export function createMapGrid(sweep: Sweep): MapGrid {
  const cards = new Map(sweep.maps.map((map) => [map, createCard(map)]));
  const element = h('ol', { class: 'map-grid' });
  return {
    element,
    sort(order) {
      const best = order.measure && bestOf(sweep, order.measure);
      const sorted = ordered(sweep, order);
      for (const map of sorted) cards.get(map)!.say(order, best);
      element.replaceChildren(...sorted.map((map) => cards.get(map)!.element));
    },
    draw(colouring) {
      for (const [map, { canvas }] of cards) drawSmallMap(canvas, map, colouring);
    },
  };
}

function createCard(map: SweepMap) {
  const canvas = h('canvas', { class: 'small-map', role: 'img', 'aria-label': `The map of ${map.name}` });
  const value = h('span', { class: 'small-value' });
  const badge = h('span', { class: 'badge is-best' }, 'best');
  const [first, ...others] = map.runs;
  const body = [
    canvas,
    h(
      'span',
      { class: 'small-caption' },
      h('span', { class: 'small-name' }, map.name),
      map.kind === 'baseline' && h('span', { class: 'badge' }, 'baseline'),
    ),
    h('span', { class: 'small-figures' }, value, badge),
  ];
  const face =
    first === undefined ? h('div', { class: 'small-face' }, ...body) : runLink(first, 'small-face', ...body);
  const seeds =
    others.length > 0 && h('p', { class: 'small-seeds quiet' }, 'Other seeds:', ...seedLinks(others));
  return {
    element: h('li', { class: 'small' }, face, seeds),
    canvas,
    say({ measure }: Order, best: number | undefined) {
      const found = measure && map.measured[measure.key];
      value.textContent = measure ? `${measure.title} ${formatMeasure(found)}` : '';
      badge.hidden = found === undefined || found !== best;
    },
  };
}

function seedLinks(runs: readonly string[]): HTMLElement[] {
  return runs.map((run, i) => {
    const link = runLink(run, '', String(i + 2));
    link.setAttribute('aria-label', `The map of seed ${i + 2}`);
    return link;
  });
}

function runLink(run: string, style: string, ...children: (HTMLElement | string)[]): HTMLAnchorElement {
  return h('a', { class: style, href: `/?run=${encodeURIComponent(run)}` }, ...children);
}
