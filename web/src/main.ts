import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/map.css';
import './styles/legend.css';
import './styles/live.css';
import './styles/point-panel.css';
import './styles/selection.css';
import './styles/menus.css';
import './styles/page.css';
import './styles/measures.css';
import './quality/quality.css';
import './styles/compare.css';
import './styles/system.css';
import { createCompareChooser } from './compare/compare-chooser.js';
import { connectComparison } from './compare/compare-controller.js';
import { createComparisonBar } from './compare/comparison-bar.js';
import { createMapPair } from './compare/map-pair.js';
import { h } from './dom.js';
import { createMap } from './map/create-map.js';
import { createMinimap } from './map/minimap.js';
import { connectReveal } from './map/reveal.js';
import { createAnnouncer } from './panels/announcer.js';
import { createAutoencoderPage } from './panels/autoencoder-page.js';
import { createColumnsButton, createColumnsPanel } from './panels/columns-panel.js';
import { createHeader } from './panels/header.js';
import { createHelp } from './panels/help.js';
import { createLegend } from './panels/legend.js';
import { createLivePanel } from './panels/live-panel.js';
import { createMapControls } from './panels/map-controls.js';
import { createPlayer } from './panels/player.js';
import { createPointPanel } from './panels/point-panel.js';
import { createSaveSelection } from './panels/save-selection.js';
import { createSavedMenu } from './panels/saved-menu.js';
import { createSearch } from './panels/search.js';
import { createSelectionPanel } from './panels/selection-panel.js';
import { createStates } from './panels/states.js';
import { createTakeAway } from './panels/take-away.js';
import { createTour } from './panels/tour.js';
import { createQualityPage } from './quality/quality-page.js';
import { rest } from './slices.js';
import { connectAddress, stateFromAddress } from './state/address.js';
import { initialState } from './state/app-state.js';
import { connectColouring } from './state/colouring-controller.js';
import { connectFocus } from './state/focus.js';
import { connectNeighbours } from './state/neighbours-controller.js';
import { connectRuns } from './state/run-controller.js';
import { loadFinding } from './state/selecting.js';
import { connectShortcuts } from './state/shortcuts.js';
import { createStore } from './state/store.js';
import { connectTheme } from './state/theme.js';

// Reading the script and building the page are tasks of their own.
await rest();
const store = createStore({ ...initialState, ...stateFromAddress(location.search) });
connectTheme(store);
connectColouring(store);
// At once, so that answers are on their way while the page is built.
connectRuns(store);

const map = createMap(store);
connectNeighbours(store);
connectComparison(store);
const maps = createMapPair(map, store);

const help = createHelp();
connectShortcuts(store, help);

document.body.append(
  createHeader(
    store,
    createSearch(store),
    createTakeAway(maps.shown, store),
    createCompareChooser(store),
    help,
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
      createPlayer(map, store),
      createComparisonBar(store),
      createMapControls(map, store, createColumnsButton(store), createSavedMenu(store)),
      h(
        'div',
        { class: 'side' },
        createColumnsPanel(store),
        createPointPanel(store),
        createSelectionPanel(map, store, createSaveSelection(store)),
      ),
    ),
    createAutoencoderPage(store),
    createQualityPage(store),
    createLivePanel(store),
    createStates(store),
    createTour(store),
  ),
  help,
  createAnnouncer(store),
);

store.watch(['runName'], ({ runName }) => {
  document.title = runName === undefined ? 'Latentscape' : `${runName} · Latentscape`;
});
store.watch(['run'], ({ run }) => {
  // What comes later than the first script is fetched while the server is there.
  if (run) setTimeout(loadFinding, 1_000);
});
connectReveal(map, document.querySelector<HTMLElement>('.side')!, store);
connectAddress(store);
connectFocus(store, map.surface);
