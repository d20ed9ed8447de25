import type { AppStore } from '../state/app-state.js';
import { type MapView, placeOf } from './map-view.js';

/** A panel that takes more of the map's width than this is a sheet over its lower part, as on a phone. */
const sheetShare = 0.6;

/**
 * Moves the map when the point that was just pinned lies under the panel that opened for it: to the middle of the part
 * that is still free.
 */
export function connectReveal(map: MapView, panels: HTMLElement, store: AppStore): void {
  let shown = store.state.run;
  store.watch(['pinned', 'run'], ({ pinned, run }) => {
    // A link that pins a point says what is to be seen.
    const isNew = run !== shown;
    shown = run;
    if (isNew || pinned === undefined) return;
    requestAnimationFrame(() => {
      if (store.state.pinned === pinned) reveal(pinned);
    });
  });

  function reveal(row: number): void {
    const frame = map.frame();
    if (!frame) return;
    const area = map.surface.getBoundingClientRect();
    const panel = panels.getBoundingClientRect();
    const [px, py] = placeOf(frame, row);
    const [x, y] = [px + area.left, py + area.top];
    if (panel.width === 0 || x < panel.left || x > panel.right || y < panel.top || y > panel.bottom) return;
    const isSheet = panel.width > sheetShare * area.width;
    const across = isSheet ? 0 : (area.right - panel.left) / 2;
    const down = isSheet ? (area.bottom - panel.top) / 2 : 0;
    const { x: dataX, y: dataY } = frame.table;
    const { scale } = frame.projection;
    map.navigation.goTo(
      { x: dataX[row] + across / scale, y: dataY[row] - down / scale, zoom: frame.zoom },
      true,
    );
  }
}
