import { formatNumber } from '../data/table.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppState, AppStore } from '../state/app-state.js';
import { colourBy } from '../state/colouring-controller.js';
import { commonColumnName } from './comparison.js';
import { createTransitionPlayer } from './transition-player.js';

/** What belongs to two maps side by side: how much they have in common, linked zoom, colour by change, the transition. */
export function createComparisonBar(store: AppStore): HTMLElement {
  const facts = h('p', { class: 'comparison-facts quiet' });
  const colour = toggle('Colour by change', () => {
    const isOn = store.state.colourBy === commonColumnName;
    colourBy(store, isOn ? (store.state.run?.table.columns[0].name ?? '') : commonColumnName);
  });
  const link = toggle('Link zoom', () => store.set({ isZoomLinked: !store.state.isZoomLinked }));
  const pair = toggle('Side by side', () => store.set({ transition: undefined }));
  const transition = toggle('Transition', () => store.set({ transition: store.state.transition ?? 0 }));
  const player = createTransitionPlayer(store);
  const element = h(
    'section',
    { class: 'comparison card', 'aria-label': 'Comparison', hidden: true },
    h('div', { class: 'page-switch', role: 'group', 'aria-label': 'How to compare' }, pair, transition),
    player,
    link,
    colour,
    facts,
    h(
      'button',
      {
        class: 'icon-button comparison-end',
        'aria-label': 'End the comparison',
        title: 'End the comparison',
        onclick: () => store.set({ compareWith: undefined }),
      },
      icon('close'),
    ),
  );
  store.watch(['comparison', 'transition', 'isZoomLinked', 'colourBy'], (state) => {
    element.hidden = !state.comparison;
    if (!state.comparison) return;
    const inTransition = state.transition !== undefined;
    press(pair, !inTransition);
    press(transition, inTransition);
    press(link, state.isZoomLinked);
    press(colour, state.colourBy === commonColumnName);
    link.hidden = inTransition;
    player.hidden = !inTransition;
    facts.hidden = inTransition;
    facts.replaceChildren(...factsOf(state.comparison));
  });
  return element;
}

function factsOf({ meanCommon, neighbours, distance }: NonNullable<AppState['comparison']>): HTMLElement[] {
  const mean = meanCommon.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return [
    h(
      'span',
      {},
      h('span', { class: 'comparison-average' }, 'On average '),
      `${mean} of ${neighbours} neighbours in common`,
    ),
    h(
      'span',
      { class: 'comparison-distance', title: '0: the same shape; 1: nothing in common' },
      `Procrustes distance ${formatNumber(Number(distance.toFixed(3)))}`,
    ),
  ];
}

function toggle(label: string, onclick: () => void): HTMLButtonElement {
  return h('button', { class: 'page-button', onclick }, label);
}

function press(button: HTMLButtonElement, pressed: boolean): void {
  button.setAttribute('aria-pressed', String(pressed));
}
