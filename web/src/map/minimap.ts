import { paint } from '../colour/colouring.js';
import { h, pixelContext } from '../dom.js';
import { chunkwise, inSlices, type Steps } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { boundsOf, projectionOf, type Size, toData, wholeView } from './camera.js';
import type { Frame, MapView } from './map-view.js';

const size: Size = { width: 150, height: 110 };
const shownAbove = 1.2;
/** Milliseconds after which the map of a run that was just loaded is drawn. */
const idleAfter = 1_500;

/** The whole map in small while one is zoomed in, with a frame around what is shown; click or drag to go there. */
export function createMinimap(map: MapView, store: AppStore): HTMLElement {
  const canvas = h('canvas', { width: size.width, height: size.height });
  const outline = h('div', { class: 'minimap-frame' });
  const element = h('div', { class: 'minimap card', 'aria-hidden': 'true', hidden: true }, canvas, outline);
  let isStale = true;

  store.watch(['run', 'colouring'], () => {
    isStale = true;
  });
  // The first canvas that a page draws on waits for the graphics card, up to a second while that draws the map: so not the
  // first picture, but this, when the card is likely to be idle.
  store.watch(['run'], ({ run }) => {
    if (run) setTimeout(() => pixelContext(canvas).clearRect(0, 0, 1, 1), idleAfter);
  });

  function redraw(frame: Frame): void {
    isStale = false;
    const { colouring } = frame;
    void inSlices(drawPoints(frame), () => store.state.colouring === colouring).then((image) => {
      if (image && store.state.colouring === colouring) pixelContext(canvas).putImageData(image, 0, 0);
    });
  }

  map.onFrame((frame) => {
    element.hidden = frame.zoom < shownAbove;
    if (element.hidden) return;
    if (isStale) redraw(frame);
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
function* drawPoints(frame: Frame): Steps<ImageData> {
  const { x, y, rows } = frame.table;
  const { scale, left, top } = smallProjection({ ...frame, bounds: boundsOf(x, y) });
  const colours = new Uint32Array(rows);
  const image = new ImageData(size.width, size.height);
  const pixels = new Uint32Array(image.data.buffer);
  yield* chunkwise(rows, (from, to) => {
    paint(frame.colouring, colours, 255, from, to);
    for (let row = from; row < to; row++) {
      const px = Math.round(x[row] * scale + left);
      const py = Math.round(-y[row] * scale + top);
      if (px < 0 || py < 0 || px >= size.width || py >= size.height) continue;
      pixels[py * size.width + px] = colours[row];
    }
  });
  return image;
}
