import { createTooltip } from '../panels/tooltip.js';
import type { AppStore } from '../state/app-state.js';
import { createClusterLabels } from './cluster-labels.js';
import { createContours } from './contours.js';
import { createGrid } from './grid.js';
import { connectKeyboard } from './keyboard.js';
import { createLasso } from './lasso.js';
import { createMapView, type MapView } from './map-view.js';
import { createMarks } from './marks.js';
import { connectPointer } from './pointer.js';

/** The map with all that lies over and under its points. */
export function createMap(store: AppStore): MapView {
  const map = createMapView(store);
  connectPointer(map, store);
  connectKeyboard(map, store);
  map.element.prepend(createGrid(map, store));
  map.element.append(
    createContours(map, store),
    createClusterLabels(map, store),
    createMarks(map, store),
    createLasso(map, store),
    createTooltip(map, store),
  );
  return map;
}
