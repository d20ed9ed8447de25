import type { AppStore } from '../state/app-state.js';
import { toPixels } from './camera.js';
import { type MapView, placeOf } from './map-view.js';

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A part of what is shown, moved by one press of an arrow. */
const panShare = 0.12;
const zoomFactor = 1.6;

/**
 * The map by keyboard: arrows walk from the pinned point to the next in that direction, or move the map when none is
 * pinned; Enter pins the point that is hovered or nearest to the middle; plus, minus and 0 zoom.
 */
export function connectKeyboard(map: MapView, store: AppStore): void {
  const { surface, navigation } = map;
  surface.tabIndex = 0;
  surface.setAttribute('role', 'application');
  surface.setAttribute('aria-label', 'Map of points: arrows move, Enter pins, plus and minus zoom');
  surface.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !press(event.key)) return;
    event.preventDefault();
  });

  function press(key: string): boolean {
    const frame = map.frame();
    if (!frame) return false;
    const direction = directions[key];
    const { pinned, hovered } = store.state;
    if (direction && pinned !== undefined) {
      const next = nextPoint(map, pinned, direction);
      if (next !== undefined) {
        store.set({ pinned: next });
        keepInSight(next);
      }
    } else if (direction) navigation.panBy(direction[0] * panShare, direction[1] * panShare);
    else if (key === 'Enter') {
      const { width, height } = frame.size;
      store.set({ pinned: hovered ?? map.pointAt(width / 2, height / 2, Math.max(width, height)) });
    } else if (key === '+' || key === '=') navigation.zoomBy(zoomFactor);
    else if (key === '-') navigation.zoomBy(1 / zoomFactor);
    else if (key === '0') map.showWhole();
    else return false;
    return true;
  }

  function keepInSight(row: number): void {
    const frame = map.frame()!;
    const [px, py] = placeOf(frame, row);
    const { width, height } = frame.size;
    if (px > 0 && py > 0 && px < width && py < height) return;
    navigation.goTo({ x: frame.table.x[row], y: frame.table.y[row], zoom: frame.zoom }, true);
  }
}

/** The nearest point within the quarter of the plane that lies in a direction. */
function nextPoint(
  map: MapView,
  from: number,
  [across, down]: readonly [number, number],
): number | undefined {
  const frame = map.frame()!;
  const { x, y } = frame.table;
  const [px, py] = toPixels(frame.projection, x[from], y[from]);
  const furthest = Math.max(frame.size.width, frame.size.height);
  for (let radius = 24; radius < 4 * furthest; radius *= 2) {
    const next = map.pointAt(px, py, radius, (row) => {
      const dx = (x[row] - x[from]) * across;
      const dy = (y[from] - y[row]) * down;
      const forward = dx + dy;
      const aside = Math.abs(across === 0 ? x[row] - x[from] : y[row] - y[from]);
      return row !== from && forward > 0 && aside <= forward;
    });
    if (next !== undefined) return next;
  }
  return undefined;
}
