import { h } from '../dom.js';
import { type IconName, icon } from '../icons.js';
import { wholeView } from '../map/camera.js';
import type { MapView } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';

/** Zoom and fit, in the corner of the map. */
export function createMapControls(map: MapView, store: AppStore): HTMLElement {
  const { navigation } = map;
  const button = (label: string, name: IconName, onclick: () => void) =>
    h('button', { class: 'icon-button', 'aria-label': label, title: label, onclick }, icon(name));
  const fit = () => {
    const frame = map.frame();
    if (frame) navigation.goTo(wholeView(frame.bounds), true);
  };
  const element = h(
    'div',
    { class: 'map-controls card', role: 'group', 'aria-label': 'Zoom' },
    button('Zoom in', 'plus', () => navigation.zoomBy(2)),
    button('Zoom out', 'minus', () => navigation.zoomBy(0.5)),
    button('Show the whole map', 'fit', fit),
  );
  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
  });
  return element;
}
