import { fetchBuffer } from '../api.js';
import { mapOnlyRun } from '../data/map-only-run.js';
import { createInterpolator, fetchPositions, type Positions } from '../data/snapshots.js';
import { type RowTable, readRows } from '../data/table.js';
import { h } from '../dom.js';
import { createClusterLabels } from '../map/cluster-labels.js';
import { createMapView, type MapView } from '../map/map-view.js';
import { type AppStore, initialState } from '../state/app-state.js';
import { connectColouring } from '../state/colouring-controller.js';
import type { LiveSnapshot } from '../state/live.js';
import { createStore } from '../state/store.js';

/** The points fill this square whatever the scale of the layout so far. */
const bounds = { x0: -1, y0: -1, x1: 1, y1: 1 };
const flightMilliseconds = 350;

export interface LiveMap {
  readonly element: HTMLElement;
  /** Moves the points to where a snapshot has them. While one is on its way, only the newest of the others is kept. */
  show(run: string, snapshot: LiveSnapshot): void;
  clear(): void;
}

/** The points of a run under way as its layout moves them, coloured by the label where there is one. */
export function createLiveMap(store: AppStore): LiveMap {
  const own: AppStore = createStore({ ...initialState, ground: store.state.ground });
  store.watch(['ground'], ({ ground }) => own.set({ ground }));
  const caption = h('p', { class: 'live-caption quiet' });
  const element = h(
    'figure',
    { class: 'live-map', 'aria-label': 'The map as it is laid out', hidden: true },
    h('figcaption', {}, caption),
  );
  let map: MapView | undefined;
  let rows: { readonly run: string; readonly table: Promise<RowTable> } | undefined;
  let places: Positions | undefined;
  let next: { readonly run: string; readonly snapshot: LiveSnapshot } | undefined;
  let isBusy = false;
  let flight = 0;
  const between = createInterpolator();

  /** Most visits never see a run under way; they are spared a canvas. */
  function prepareMap(): MapView {
    connectColouring(own);
    const made = createMapView(own);
    made.element.append(createClusterLabels(made, own));
    element.prepend(made.element);
    return made;
  }

  async function showNext(): Promise<void> {
    while (next && !isBusy) {
      const { run, snapshot } = next;
      next = undefined;
      isBusy = true;
      // A snapshot that cannot be had is followed by others; the last of them is the map itself.
      await moveTo(run, snapshot).catch(() => {});
      isBusy = false;
    }
  }

  async function moveTo(run: string, { path, iteration }: LiveSnapshot): Promise<void> {
    if (rows?.run !== run) rows = { run, table: fetchRows(run) };
    const table = await rows.table;
    const reached = await fetchPositions(run, path, table.rows, bounds);
    if (rows?.run !== run) return;
    const from = places;
    places = reached;
    element.hidden = false;
    caption.textContent = `${table.rows.toLocaleString('en')} points${iteration === undefined ? '' : `, iteration ${iteration}`}`;
    own.set({ run: mapOnlyRun(run, '', { ...table, ...reached }, 'This run is under way.') });
    map ??= prepareMap();
    if (from) fly(map, from, reached);
  }

  function fly(map: MapView, from: Positions, to: Positions): void {
    cancelAnimationFrame(flight);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const started = performance.now();
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, now - started) / flightMilliseconds);
      map.movePoints(share < 1 ? between(from, to, share) : undefined);
      if (share < 1) flight = requestAnimationFrame(step);
    };
    map.movePoints(from);
    flight = requestAnimationFrame(step);
  }

  return {
    element,
    show(run, snapshot) {
      next = { run, snapshot };
      void showNext();
    },
    clear() {
      cancelAnimationFrame(flight);
      next = places = rows = undefined;
      element.hidden = true;
      own.set({ run: undefined, view: undefined });
    },
  };
}

async function fetchRows(run: string): Promise<RowTable> {
  const buffer = await fetchBuffer(run, 'dataset/rows.arrow');
  if (!buffer) throw new Error('dataset/rows.arrow is missing');
  return readRows(buffer);
}
