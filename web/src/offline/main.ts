import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/map.css';
import '../styles/legend.css';
import '../styles/live.css';
import '../styles/point-panel.css';
import '../styles/menus.css';
import { h } from '../dom.js';
import { type OfflineMap, offlineDataId } from '../export/offline-map.js';
import { createMap } from '../map/create-map.js';
import { createMinimap } from '../map/minimap.js';
import { createAnnouncer } from '../panels/announcer.js';
import { createLegend } from '../panels/legend.js';
import { createMapControls } from '../panels/map-controls.js';
import { createSearch } from '../panels/search.js';
import { createSelectionPanel } from '../panels/selection-panel.js';
import { initialState } from '../state/app-state.js';
import { connectColouring } from '../state/colouring-controller.js';
import { createStore } from '../state/store.js';
import { offlineRun } from './offline-run.js';

// The page of a map in one file: map, legend, search and selection, with nothing behind it that could be asked.
const data: OfflineMap = JSON.parse(document.getElementById(offlineDataId)!.textContent!);
const { colourBy, ground, view } = data;
document.documentElement.dataset.theme = ground;

const store = createStore({ ...initialState, colourBy, ground, view });
connectColouring(store);
const map = createMap(store);

document.body.append(
  h(
    'header',
    { class: 'header' },
    h('h1', { class: 'brand' }, data.name),
    h('div', { class: 'header-middle' }, createSearch(store)),
  ),
  h(
    'main',
    { class: 'stage' },
    h(
      'section',
      { class: 'map', 'aria-label': 'Map' },
      map.element,
      createLegend(store),
      createMinimap(map, store),
      createMapControls(map, store),
      h('div', { class: 'side' }, createSelectionPanel(map, store)),
    ),
  ),
  createAnnouncer(store),
);
store.set({ run: offlineRun(data) });
