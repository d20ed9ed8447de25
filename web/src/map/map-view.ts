import type { Colouring } from '../colour/colouring.js';
import type { MapTable } from '../data/table.js';
import { h } from '../dom.js';
import type { Steps } from '../slices.js';
import type { AppState, AppStore } from '../state/app-state.js';
import { isVisible } from './appearance.js';
import {
  type Bounds,
  boundsOf,
  type Projection,
  pointDiameter,
  projectionOf,
  type Size,
  toData,
  toPixels,
  wholeView,
} from './camera.js';
import { createFit } from './fit.js';
import { createFramePacer } from './frame-pacer.js';
import { createPainter, type Look } from './look.js';
import { createNavigation, type Navigation } from './navigation.js';
import { createPointIndex } from './point-index.js';
import type { DrawOptions } from './points.js';
import { createLastingPoints } from './points-lasting.js';

/** What a frame shows; layers over the points draw themselves from it. */
export interface Frame {
  readonly table: MapTable;
  readonly projection: Projection;
  readonly size: Size;
  readonly bounds: Bounds;
  readonly colouring: Colouring;
  readonly zoom: number;
}

/** The map: it owns the canvas, the camera and the index of points; what it shows comes from the store. */
export interface MapView {
  readonly element: HTMLElement;
  /** The element that hears the pointer. */
  readonly surface: HTMLElement;
  readonly navigation: Navigation;
  /** Flies to all points, in what panels leave of the map. */
  showWhole(): void;
  /** Flies to a part of the plane, with some of what is around it. */
  showPart(part: Bounds): void;
  /** The frame that was drawn last; undefined while there is no run. */
  frame(): Frame | undefined;
  /** The point nearest to a place in the element, among those that the legend lets through. */
  pointAt(px: number, py: number, radius: number, accepts?: (row: number) => boolean): number | undefined;
  /** How every row is drawn; undefined until that has been found. */
  look(): Look | undefined;
  /** Calls `listener` after every frame, and when only what lies over the points changes. */
  onFrame(listener: (frame: Frame) => void): void;
  /** Moves the points: an animation of the same rows. Positions of the run return with `undefined`. */
  movePoints(positions: { readonly x: Float32Array; readonly y: Float32Array } | undefined): void;
}

export function createMapView(store: AppStore): MapView {
  const canvas = h('canvas', { class: 'map-points', 'aria-hidden': 'true' });
  const surface = h('div', { class: 'map-surface' });
  const element = h('div', { class: 'map-view' }, canvas, surface);
  const renderer = createLastingPoints(canvas, () => {
    element.dataset.renderer = canvas.getContext('webgl2') ? 'webgl' : 'canvas';
    pacer.request();
  });

  let size: Size = { width: 1, height: 1 };
  let table: MapTable | undefined;
  /** The table with the points where they are drawn: elsewhere while an animation moves them. */
  let shown: MapTable | undefined;
  let bounds: Bounds = { x0: 0, y0: 0, x1: 1, y1: 1 };
  /** Whether not all points of this run have been drawn yet: `npm run bench -- web` waits for that. */
  let isFresh = false;
  const index = createPointIndex();
  const listeners: ((frame: Frame) => void)[] = [];
  const pacer = createFramePacer({
    points: () => (painter.look() && renderer.isReady() ? (shown?.rows ?? 0) : 0),
    draw,
    drawAll,
    undone: renderer.undone,
  });
  const painter = createPainter(({ appearance, crowding }, before) => {
    if (appearance !== before?.appearance) renderer.setAppearance(appearance);
    renderer.setCrowding(crowding);
    pacer.request();
  });

  const navigation = createNavigation(surface, {
    bounds: () => bounds,
    size: () => size,
    onView: (view) => store.set({ view }),
    pans: (event) =>
      (store.state.tool === 'pan' && !event.shiftKey && !event.altKey) ||
      ('touches' in event && event.touches.length > 1),
  });

  const fit = createFit(element, navigation, store, () => bounds);

  function frame(): Frame | undefined {
    const view = store.state.view ?? wholeView(bounds);
    const { colouring } = store.state;
    return (
      shown && {
        table: shown,
        projection: projectionOf(view, bounds, size),
        size,
        bounds,
        colouring,
        zoom: view.zoom,
      }
    );
  }

  function optionsOf({ projection, zoom, table }: Frame, limit: number): DrawOptions {
    return { projection, size, limit, diameter: pointDiameter(table.rows, size, zoom) };
  }

  function draw(limit: number): void {
    const current = frame()!;
    renderer.draw(optionsOf(current, limit));
    drawLayers();
    if (limit >= current.table.rows) allDrawn();
    else element.dataset.points = 'some';
  }

  function* drawAll(piece: () => number): Steps<void> {
    const current = frame();
    if (!current) return;
    yield* renderer.drawSteps(optionsOf(current, current.table.rows), piece);
    drawLayers();
    allDrawn();
  }

  function allDrawn(): void {
    element.dataset.points = 'all';
    if (isFresh) performance.mark('all-points-drawn');
    isFresh = false;
  }

  /** Draws what lies over the points; they themselves stay as they are on the canvas. */
  function drawLayers(): void {
    const current = frame();
    if (current) for (const listener of listeners) listener(current);
  }

  let isLayersFrameAsked = false;
  function requestLayers(): void {
    if (isLayersFrameAsked) return;
    isLayersFrameAsked = true;
    requestAnimationFrame(() => {
      isLayersFrameAsked = false;
      drawLayers();
    });
  }

  function show(run: AppState['run']): void {
    const before = table;
    table = run?.table;
    canvas.hidden = !table;
    // Names and marks of the run before as well, and nothing for the keyboard to stop at.
    element.style.visibility = table ? '' : 'hidden';
    if (!table) {
      shown = undefined;
      return;
    }
    if (table.x === before?.x && table.y === before.y) {
      // The same points, with another column.
      if (shown === before) shown = table;
      repaint(store.state);
      return;
    }
    isFresh = true;
    element.dataset.points = 'some';
    bounds = boundsOf(table.x, table.y);
    painter.forget();
    setPositions(table);
    repaint(store.state);
    index.prepare(table);
    const { view, side, isZoomLinked } = store.state;
    navigation.goTo(view ?? wholeView(bounds));
    // A second map that is moved along shows what the first does.
    const isLed = side === 'second' && isZoomLinked;
    const isShown = () => table === run?.table;
    if (!view && !isLed) void fit.showWholeFirst(isShown);
  }

  function setPositions(moved: MapTable): void {
    shown = moved;
    renderer.setPositions(moved.x, moved.y);
  }

  function repaint({ run, colouring, legendFilter, focusedGroup, selection }: AppState): void {
    // A run that is new to the map is painted once its points have their places.
    if (!run || !shown || run.table !== table) return;
    painter.paint({ colouring, legendFilter, focusedGroup, selected: selection?.table.mask() }, shown);
  }

  new ResizeObserver(([{ contentRect }]) => {
    size = { width: contentRect.width, height: contentRect.height };
    renderer.resize(size, Math.min(2, devicePixelRatio));
    if (!fit.refit(false) && store.state.view) navigation.goTo(store.state.view);
    pacer.request();
  }).observe(element);

  store.watch(['run'], ({ run }) => show(run));
  // Once the panel is there or gone.
  store.watch(['showColumns'], () => queueMicrotask(() => fit.refit(true)));
  store.watch(['colouring', 'legendFilter', 'focusedGroup', 'selection'], repaint);
  store.watch(['view'], () => pacer.request(true));
  store.watch(['hovered', 'pinned', 'neighbours', 'showLabels', 'showContours', 'showGrid'], requestLayers);

  return {
    element,
    surface,
    navigation,
    showWhole: () => fit.showWhole(true),
    showPart: fit.showPart,
    frame,
    look: painter.look,
    pointAt(px, py, radius, accepts = () => true) {
      const current = frame();
      if (!current) return undefined;
      const [x, y] = toData(current.projection, px, py);
      const { colouring, legendFilter } = store.state;
      const row = index
        .of(current.table)
        ?.nearest(
          x,
          y,
          radius / current.projection.scale,
          (candidate) => accepts(candidate) && isVisible(colouring, legendFilter, candidate),
        );
      return row === undefined || row < 0 ? undefined : row;
    },
    onFrame: (listener) => listeners.push(listener),
    movePoints(positions) {
      if (!table) return;
      setPositions(positions ? { ...table, ...positions } : table);
      painter.move(shown!);
      pacer.request(true);
    },
  };
}

/** Where a row lies in the map's element, in pixels. */
export function placeOf({ projection, table }: Frame, row: number): [number, number] {
  return toPixels(projection, table.x[row], table.y[row]);
}
