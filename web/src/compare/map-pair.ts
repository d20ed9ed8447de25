import { createInterpolator } from '../data/snapshots.js';
import { h } from '../dom.js';
import { createMap } from '../map/create-map.js';
import type { MapView } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';
import { linkViews } from './linked-views.js';
import { createSecondStore } from './second-store.js';

export interface MapPair {
  readonly element: HTMLElement;
  /** The maps that are seen now. */
  shown(): readonly MapView[];
}

/**
 * The map, and beside it, once one is compared with, the map of the other run. In a transition the first alone is seen,
 * its points on their way from their own places to those of the other map.
 */
export function createMapPair(first: MapView, store: AppStore): MapPair {
  const firstName = h('h2', { class: 'map-name clip', hidden: true });
  const secondName = h('h2', { class: 'map-name clip' });
  const secondPane = h('div', { class: 'map-pane', hidden: true });
  const element = h(
    'div',
    { class: 'maps' },
    h('div', { class: 'map-pane' }, first.element, firstName),
    secondPane,
  );
  let second: MapView | undefined;
  /** Whether the first map's points are elsewhere than in its table. */
  let isMoved = false;
  const between = createInterpolator();

  function prepareSecond(): MapView {
    const made = createMap(createSecondStore(store));
    secondPane.replaceChildren(made.element, secondName);
    linkViews(store, first, made);
    return made;
  }

  store.watch(['secondRun', 'transition'], ({ run, secondRun, comparison, transition }) => {
    const isComparing = run !== undefined && secondRun !== undefined && comparison !== undefined;
    const isPair = isComparing && transition === undefined;
    firstName.hidden = !isPair;
    secondPane.hidden = !isPair;
    if (isComparing) {
      firstName.textContent = run.name;
      secondName.textContent = comparison.name;
      second ??= prepareSecond();
      nameSurface(first, run.name);
      nameSurface(second, comparison.name);
    }
    if (isComparing && transition !== undefined)
      first.movePoints(between(comparison.places.first, comparison.places.second, transition));
    else if (isMoved) first.movePoints(undefined);
    isMoved = isComparing && transition !== undefined;
  });
  return { element, shown: () => (second && !secondPane.hidden ? [first, second] : [first]) };
}

function nameSurface({ surface }: MapView, run: string): void {
  surface.setAttribute('aria-label', `Map of ${run}: arrows move, Enter pins, plus and minus zoom`);
}
