import { createColouring } from '../colour/colouring.js';
import { cssColour, type Ground } from '../colour/palette.js';
import { h } from '../dom.js';
import { createMapGrid } from './map-grid.js';
import { createMeasureTable } from './measure-table.js';
import { type Order, orderForAddress, orderFromAddress } from './order.js';
import type { Measure, Sweep } from './sweep-data.js';

export interface SweepPage {
  readonly element: HTMLElement;
  /** Draws the maps for a light or a dark ground; the element must be on the page. */
  draw(ground: Ground): void;
}

/** The maps of a sweep side by side, sorted by any measure, and all measures in a table below. */
export function createSweepPage(sweep: Sweep): SweepPage {
  const grid = createMapGrid(sweep);
  const table = h('div', {
    class: 'measures-frame',
    tabindex: 0,
    role: 'region',
    'aria-label': 'All measures',
  });
  const legend = h('ul', { class: 'sweep-legend', 'aria-label': 'Labels' });
  const meaning = h('p', { class: 'quiet sweep-meaning', 'aria-live': 'polite' });
  const controls = createSortControls(sweep.measures, (order) => show(order));
  let order = orderFromAddress(location.search, sweep.measures);

  function show(next: Order): void {
    order = next;
    grid.sort(order);
    controls.say(order);
    meaning.textContent = meaningOf(order);
    const focused = document.activeElement?.closest('.measures')
      ? document.activeElement.textContent
      : undefined;
    table.replaceChildren(createMeasureTable(sweep, order, sortBy));
    if (focused) buttonNamed(table, focused)?.focus();
    const parameters = new URLSearchParams({ sweep: sweep.name, sort: orderForAddress(order) });
    history.replaceState(null, '', `/?${parameters}`);
  }

  /** A second time turns the order around. */
  function sortBy(measure: Measure | undefined): void {
    show({ measure, worstFirst: order.measure === measure && !order.worstFirst });
  }

  show(order);
  return {
    element: h(
      'div',
      { class: 'page-content' },
      h(
        'div',
        { class: 'sweep-head' },
        h('h2', {}, 'Maps side by side'),
        h('p', { class: 'quiet' }, factsOf(sweep)),
      ),
      h('div', { class: 'sweep-tools' }, controls.element, legend),
      meaning,
      grid.element,
      h('div', {}, h('h3', {}, 'All measures'), table),
    ),
    draw(ground) {
      const colouring = createColouring(sweep.label, ground);
      const groups = colouring.kind === 'category' ? colouring.groups : [];
      legend.hidden = groups.length === 0;
      legend.replaceChildren(
        ...groups.map(({ name, colour }) => h('li', {}, swatch(cssColour(colour)), name)),
      );
      grid.draw(colouring);
    },
  };
}

function createSortControls(measures: readonly Measure[], onChange: (order: Order) => void) {
  const select = h(
    'select',
    { class: 'select', id: 'sort-by', onchange: () => onChange({ measure: chosen(), worstFirst: false }) },
    ...measures.map(({ key, title }) => h('option', { value: key }, title)),
    h('option', { value: 'made' }, 'as they were made'),
  );
  const chosen = () => measures.find(({ key }) => key === select.value);
  let current: Order = { worstFirst: false };
  const turn = h('button', {
    class: 'button',
    onclick: () => onChange({ ...current, worstFirst: !current.worstFirst }),
  });
  return {
    element: h('div', { class: 'sort-controls' }, h('label', { for: 'sort-by' }, 'Sort by'), select, turn),
    say(order: Order) {
      current = order;
      select.value = order.measure?.key ?? 'made';
      const [first, last] = order.measure ? ['Best', 'Worst'] : ['Oldest', 'Latest'];
      turn.textContent = `${order.worstFirst ? last : first} first`;
    },
  };
}

function factsOf({ dataset, maps, drawnRows }: Sweep): string {
  const runs = maps.filter(({ kind }) => kind === 'run').length;
  const baselines = maps.length - runs;
  const rows = dataset.rows.toLocaleString('en');
  const drawn = drawnRows < dataset.rows ? `, ${drawnRows.toLocaleString('en')} of them drawn` : '';
  const settings = `${runs} ${runs === 1 ? 'setting' : 'settings'}`;
  const others = baselines === 0 ? '' : ` and ${baselines} ${baselines === 1 ? 'baseline' : 'baselines'}`;
  return `${dataset.name}: ${rows} rows${drawn}; ${settings}${others}. A map opens with a click.`;
}

function meaningOf({ measure }: Order): string {
  if (!measure) return '';
  const { title, meaning, better } = measure;
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${meaning}. ${better === 'more' ? 'More' : 'Less'} is better.`;
}

function swatch(colour: string): HTMLElement {
  const element = h('span', { class: 'swatch' });
  element.style.background = colour;
  return element;
}

function buttonNamed(element: HTMLElement, name: string): HTMLElement | undefined {
  return [...element.querySelectorAll('button')].find(({ textContent }) => textContent === name);
}
