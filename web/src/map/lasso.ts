import { s } from '../dom.js';
import { type AppStore, noSelection, type SelectionStep } from '../state/app-state.js';
import { select } from '../state/selecting.js';
import { toData } from './camera.js';
import { connectLongPress } from './long-press.js';
import type { MapView } from './map-view.js';
import { simplify } from './simplify.js';

type Place = readonly [number, number];

/** Pixels between two corners of a lasso. */
const stride = 5;
/** Pixels by which the lasso that selects may stray from the hand's. */
const tolerance = 1;

/**
 * Lasso and box: a drag with one of these tools selects; Shift adds and Alt takes away. Shift- or Alt-drag with the pan
 * tool is a lasso too, and so is a finger that rests and then draws. Returns the layer that shows the line under the hand.
 */
export function createLasso(map: MapView, store: AppStore): SVGSVGElement {
  const { surface } = map;
  const outline = s('path', { class: 'lasso' });
  const held = s('circle', { class: 'lasso', r: 28, visibility: 'hidden' });
  const root = s('svg', { class: 'map-marks', 'aria-hidden': 'true' }, outline, held);
  let path: Place[] = [];
  let mode: SelectionStep['mode'] | undefined;

  const place = (event: PointerEvent): Place => {
    const { left, top } = surface.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  /** A held finger draws a lasso, whatever the tool. */
  const isBox = () => store.state.tool === 'box' && held.getAttribute('visibility') === 'hidden';

  const corners = (): readonly Place[] => {
    if (!isBox()) return path;
    const [[x0, y0], [x1, y1]] = [path[0], path.at(-1)!];
    return [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ];
  };

  function draw(): void {
    outline.setAttribute(
      'd',
      path.length < 2
        ? ''
        : `M${corners()
            .map(([x, y]) => `${x} ${y}`)
            .join('L')}Z`,
    );
  }

  surface.addEventListener('pointerdown', (event) => {
    const selects = store.state.tool !== 'pan' || event.shiftKey || event.altKey;
    if (!selects || event.button !== 0 || !event.isPrimary || !store.state.run) return;
    mode = event.shiftKey ? 'add' : event.altKey ? 'subtract' : store.state.selectMode;
    path = [place(event)];
    surface.setPointerCapture(event.pointerId);
  });
  connectLongPress(map.element, surface, (event) => {
    if (!store.state.run || mode) return;
    mode = store.state.selectMode;
    path = [place(event)];
    held.setAttribute('cx', String(path[0][0]));
    held.setAttribute('cy', String(path[0][1]));
    held.setAttribute('visibility', 'visible');
  });
  surface.addEventListener('pointermove', (event) => {
    if (!mode || !event.isPrimary) return;
    const [x, y] = place(event);
    const [lastX, lastY] = path.at(-1)!;
    if (Math.hypot(x - lastX, y - lastY) < stride) return;
    path.push([x, y]);
    draw();
  });
  surface.addEventListener('pointerup', (event) => {
    if (!mode || !event.isPrimary) return;
    if (path.length > 1 && (path.length > 2 || isBox())) finish(mode);
    else if (mode === 'replace' && held.getAttribute('visibility') === 'hidden') store.set(noSelection);
    end();
  });
  surface.addEventListener('pointercancel', end);

  function finish(finished: SelectionStep['mode']): void {
    const { projection } = map.frame()!;
    const outlined = isBox() ? corners() : simplify(path, tolerance);
    const points = outlined.map(([px, py]) => toData(projection, px, py).map(round) as [number, number]);
    void select(store, { mode: finished, by: 'polygon', points, side: store.state.side });
  }

  function end(): void {
    mode = undefined;
    path = [];
    held.setAttribute('visibility', 'hidden');
    draw();
  }

  store.watch(['tool'], ({ tool }) => {
    surface.dataset.tool = tool;
  });
  return root;
}

/** Five digits are finer than a pixel, and short enough for an address. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
