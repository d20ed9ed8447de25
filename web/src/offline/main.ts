import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/map.css';
import '../styles/legend.css';
import '../styles/live.css';
import '../styles/point-panel.css';
import '../styles/selection.css';
import '../styles/menus.css';
import '../styles/compare.css';
import '../styles/system.css';
import { createComparisonBar } from '../compare/comparison-bar.js';
import { createMapPair } from '../compare/map-pair.js';
import { beginComparison, connectSecondRun, endComparison } from '../compare/show-comparison.js';
import { h } from '../dom.js';
import { type OfflineMap, offlineIds } from '../export/offline-map.js';
import { createMap } from '../map/create-map.js';
import { createMinimap } from '../map/minimap.js';
import { createAnnouncer } from '../panels/announcer.js';
import { createColumnsButton, createColumnsPanel } from '../panels/columns-panel.js';
import { createLegend } from '../panels/legend.js';
import { createMapControls } from '../panels/map-controls.js';
import { createSearch } from '../panels/search.js';
import { createSelectionPanel } from '../panels/selection-panel.js';
import { restoreSelection, selectionFromAddress, stateFromAddress } from '../state/address.js';
import { type AppState, initialState } from '../state/app-state.js';
import { connectColouring } from '../state/colouring-controller.js';
import { createStore } from '../state/store.js';
import { offlineComparison, offlineRun } from './offline-run.js';

// The page of a map, or of two that are compared, in one file: map, legend, search and selection, with nothing behind it that could be asked.
const data: OfflineMap = JSON.parse(document.getElementById(offlineIds.map)!.textContent!);
const { ground, search } = data;
document.documentElement.dataset.theme = ground;

const run = offlineRun(data);
const comparison = offlineComparison(data, run.table);
const shown = stateFromAddress(search);
// A latent unit cannot colour this page: the codes stayed with the run.
const columns = [
  ...run.table.columns,
  ...run.savedSelections.usable,
  ...(comparison ? [comparison.common] : []),
];
const colourBy = columns.find(({ name }) => name === shown.colourBy)?.name;
const store = createStore<AppState>({
  ...initialState,
  ...shown,
  colourBy,
  page: 'map',
  pinned: undefined,
  compareWith: comparison?.name,
  ground,
});
connectColouring(store);
const map = createMap(store);
connectSecondRun(store);
const maps = createMapPair(map, store);

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
      maps.element,
      createLegend(store),
      createMinimap(map, store),
      createComparisonBar(store),
      createMapControls(map, store, createColumnsButton(store)),
      h('div', { class: 'side' }, createColumnsPanel(store), createSelectionPanel(map, store)),
    ),
  ),
  createAnnouncer(store),
);
store.set({ run, saved: run.savedSelections });
const shownBeside = comparison && beginComparison(store, comparison, () => true);
store.watch(['compareWith'], ({ compareWith }) => {
  if (compareWith === undefined) endComparison(store);
});
// A selection may have been drawn on the other map.
void Promise.resolve(shownBeside).then(() => restoreSelection(store, selectionFromAddress(search)));
