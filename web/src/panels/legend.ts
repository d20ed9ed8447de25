import type { CategoryColouring } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import { h } from '../dom.js';
import type { AppState, AppStore } from '../state/app-state.js';
import { createColourChooser } from './colour-chooser.js';
import { createLegendSelect } from './legend-select.js';
import { createRampLegend } from './ramp-legend.js';

/** What colours mean, and a filter: click one group to see it alone, shift-click to add or remove it, hover to bring it forward. */
export function createLegend(store: AppStore): HTMLElement {
  const body = h('div', { class: 'legend-body' });
  const element = h(
    'section',
    { class: 'legend card', 'aria-label': 'Legend' },
    createColourChooser(store),
    body,
    createLegendSelect(store),
  );
  let endRamp = () => {};

  store.watch(['colouring'], ({ colouring }) => {
    endRamp();
    endRamp = () => {};
    if (colouring.kind === 'category') body.replaceChildren(groupList(store, colouring));
    else if (colouring.kind === 'number') {
      const ramp = createRampLegend(store, colouring);
      endRamp = ramp.end;
      body.replaceChildren(ramp.element);
    } else body.replaceChildren(h('p', { class: 'quiet' }, 'This run has no column to colour by.'));
  });
  store.watch(['legendFilter', 'colouring'], (state) => markGroups(body, state));
  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
  });
  return element;
}

function groupList(store: AppStore, { groups, column }: CategoryColouring): HTMLElement {
  const list = h('ul', { class: 'groups', 'aria-label': `Groups of ${column.name}` });
  list.style.setProperty('--longest-name', String(Math.max(...groups.map(({ name }) => name.length))));
  for (const [group, { name, colour, count }] of groups.entries()) {
    const swatch = h('span', { class: 'swatch' });
    swatch.style.background = cssColour(colour);
    const focus = () => store.set({ focusedGroup: group });
    const blur = () => store.set({ focusedGroup: undefined });
    const button = h(
      'button',
      {
        class: 'group',
        'aria-pressed': 'true',
        title: `${name}: click to see it alone, shift-click to hide or show it`,
        onclick: (event: MouseEvent) =>
          store.set({ legendFilter: nextFilter(store.state, group, groups.length, event.shiftKey) }),
        onpointerenter: focus,
        onpointerleave: blur,
        onfocus: focus,
        onblur: blur,
      },
      swatch,
      h('span', { class: 'clip' }, name === '' ? '(empty)' : name),
      h('span', { class: 'count' }, count.toLocaleString('en')),
    );
    list.append(h('li', {}, button));
  }
  return list;
}

/** A click isolates a group, or shows all again when it is alone; with shift it is added or removed. */
function nextFilter(
  { legendFilter }: AppState,
  group: number,
  groups: number,
  shift: boolean,
): AppState['legendFilter'] {
  const all = new Set(Array.from({ length: groups }, (_, i) => i));
  const shown = new Set(legendFilter?.kind === 'groups' ? legendFilter.shown : all);
  if (shift) {
    if (!shown.delete(group)) shown.add(group);
    return shown.size === 0 || shown.size === groups ? undefined : { kind: 'groups', shown };
  }
  if (shown.size === 1 && shown.has(group)) return undefined;
  return { kind: 'groups', shown: new Set([group]) };
}

function markGroups(body: HTMLElement, { legendFilter }: AppState): void {
  for (const [group, button] of body.querySelectorAll('.group').entries()) {
    const shown = legendFilter?.kind !== 'groups' || legendFilter.shown.has(group);
    button.setAttribute('aria-pressed', String(shown));
  }
}
