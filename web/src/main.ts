import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/map.css';
import './styles/panels.css';
import { h } from './dom.js';
import { createClusterLabels } from './map/cluster-labels.js';
import { createMapView } from './map/map-view.js';
import { createMarks } from './map/marks.js';
import { connectPointer } from './map/pointer.js';
import { createHeader } from './panels/header.js';
import { createLegend } from './panels/legend.js';
import { createLivePanel } from './panels/live-panel.js';
import { createMapControls } from './panels/map-controls.js';
import { createStates } from './panels/states.js';
import { createTooltip } from './panels/tooltip.js';
import { connectAddress, stateFromAddress } from './state/address.js';
import { initialState } from './state/app-state.js';
import { connectColouring } from './state/colouring-controller.js';
import { connectRuns } from './state/run-controller.js';
import { createStore } from './state/store.js';
import { connectTheme } from './state/theme.js';

const store = createStore({ ...initialState, ...stateFromAddress(location.search) });
connectTheme(store);
connectColouring(store);

const map = createMapView(store);
connectPointer(map, store);
map.element.append(createClusterLabels(map, store), createMarks(map, store), createTooltip(map, store));

document.body.append(
  createHeader(store),
  h(
    'main',
    { class: 'stage' },
    h(
      'section',
      { class: 'map', 'aria-label': 'Map' },
      map.element,
      createLegend(store),
      createMapControls(map, store),
    ),
    createLivePanel(store),
    createStates(store),
  ),
);

connectAddress(store);
connectRuns(store);
