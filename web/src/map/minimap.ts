import { paint } from '../colour/colouring.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { boundsOf, projectionOf, type Size, toData, wholeView } from './camera.js';
import type { Frame, MapView } from './map-view.js';

const size: Size = { width: 150, height: 110 };
const shownAbove = 1.2;

/** The whole map in small while one is zoomed in, with a frame around what is shown; click or drag to go there. */
export function createMinimap(map: MapView, store: AppStore): HTMLElement {
  const canvas = h('canvas', { width: size.width, height: size.height });
  const outline = h('div', { class: 'minimap-frame' });
  const element = h('div', { class: 'minimap card', 'aria-hidden': 'true', hidden: true }, canvas, outline);
  let isStale = true;

  store.watch(['run', 'colouring'], () => {
    isStale = true;
  });

  map.onFrame((frame) => {
    element.hidden = frame.zoom < shownAbove;
    if (element.hidden) return;
    if (isStale) drawPoints(canvas, frame);
    isStale = false;
    const small = smallProjection(frame);
    const [x0, y0] = toData(frame.projection, 0, 0);
    const [x1, y1] = toData(frame.projection, frame.size.width, frame.size.height);
    outline.style.left = `${x0 * small.scale + small.left}px`;
    outline.style.top = `${-y0 * small.scale + small.top}px`;
    outline.style.width = `${(x1 - x0) * small.scale}px`;
    outline.style.height = `${(y0 - y1) * small.scale}px`;
  });

  const go = (event: PointerEvent) => {
    const frame = map.frame();
    if (!frame || event.buttons !== 1) return;
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = toData(smallProjection(frame), event.clientX - left, event.clientY - top);
    map.navigation.goTo({ x, y, zoom: frame.zoom });
  };
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    go(event);
  });
  element.addEventListener('pointermove', go);
  return element;
}

function smallProjection({ bounds }: Frame) {
  return projectionOf({ ...wholeView(bounds), zoom: 1.6 }, bounds, size);
}

/** One pixel a point: enough to recognise the map. */
function drawPoints(canvas: HTMLCanvasElement, frame: Frame): void {
  const { x, y, rows } = frame.table;
  const { scale, left, top } = smallProjection({ ...frame, bounds: boundsOf(x, y) });
  const colours = new Uint32Array(rows);
  paint(frame.colouring, colours, 255);
  const image = new ImageData(size.width, size.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    const px = Math.round(x[row] * scale + left);
    const py = Math.round(-y[row] * scale + top);
    if (px < 0 || py < 0 || px >= size.width || py >= size.height) continue;
    pixels[py * size.width + px] = colours[row];
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0);
}
