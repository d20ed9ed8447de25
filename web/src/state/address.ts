import type { Colouring } from '../colour/colouring.js';
import { periodOf } from '../data/dates.js';
import { rangeText } from '../data/query-range.js';
import type { View } from '../map/camera.js';
import type { AppState, AppStore, LegendFilter, SelectionStep } from './app-state.js';
import { selectSteps } from './selecting.js';

const writeAfter = 200;
/** Servers refuse requests whose head is too long: Node's at 16 kB, of which cookies and the like take a part. */
const mostSelectionCharacters = 10_000;

const pages = ['autoencoder', 'quality'] as const;

/** The part of the state that can be read from an address before the run is there. */
export function stateFromAddress(search: string): Partial<AppState> {
  const parameters = new URLSearchParams(search);
  const text = (name: string) => parameters.get(name) ?? undefined;
  const transition = Number(text('transition') ?? Number.NaN);
  const pinned = Number(text('pin') ?? Number.NaN);
  return {
    runName: text('run'),
    page: pages.find((page) => page === text('page')) ?? 'map',
    colourBy: text('colour'),
    legendFilter: parseFilter(text('show')),
    view: parseView(text('view')),
    compareWith: text('with'),
    ...(text('second') !== undefined && { secondView: parseView(text('second')), isZoomLinked: false }),
    ...(transition >= 0 && transition <= 1 && { transition }),
    ...(Number.isInteger(pinned) && { pinned }),
    ...(text('contours') !== undefined && { showContours: true }),
    ...(text('grid') !== undefined && { showGrid: true }),
    ...(text('labels') === 'off' && { showLabels: false }),
  };
}

/** How the address says which rows are selected: one parameter a step. */
export function selectionFromAddress(search: string): readonly SelectionStep[] {
  return new URLSearchParams(search).getAll('select').map(parseStep);
}

/** The address that the two functions above read back. */
export function addressOf(state: AppState): string {
  const { runName, page, colourBy, view, legendFilter, pinned, selection } = state;
  const { showContours, showGrid, showLabels, compareWith, secondView, isZoomLinked, transition } = state;
  const parameters = new URLSearchParams();
  if (runName !== undefined) parameters.set('run', runName);
  if (page !== 'map') parameters.set('page', page);
  if (colourBy !== undefined) parameters.set('colour', colourBy);
  if (compareWith !== undefined) parameters.set('with', compareWith);
  if (transition !== undefined) parameters.set('transition', short(transition));
  if (view) parameters.set('view', formatView(view));
  if (secondView && !isZoomLinked) parameters.set('second', formatView(secondView));
  if (legendFilter) parameters.set('show', formatFilter(legendFilter, state.colouring));
  if (pinned !== undefined) parameters.set('pin', String(pinned));
  if (!isSelectionTooLong(state))
    for (const step of selection?.steps ?? []) parameters.append('select', formatStep(step));
  if (showContours) parameters.set('contours', '');
  if (showGrid) parameters.set('grid', '');
  if (!showLabels) parameters.set('labels', 'off');
  const search = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return search === '' ? '/' : `/?${search}`;
}

/** Whether the steps of the selection take more room than a link has; it is left out of the address then. */
export function isSelectionTooLong({ selection }: AppState): boolean {
  const characters = (selection?.steps ?? []).map((step) => encodeURIComponent(formatStep(step)).length);
  return characters.reduce((sum, length) => sum + length, 0) > mostSelectionCharacters;
}

/** Another run, view or comparison is a place to come back to; what changes there changes the address of the place. */
const placeOf = ({ runName, page, compareWith }: Partial<AppState>) =>
  JSON.stringify([runName, page, compareWith]);

/**
 * Keeps the address bar true to what is shown, so that it can be copied or reloaded at any time, and goes where the
 * browser's Back and Forward lead.
 */
export function connectAddress(store: AppStore): void {
  let timer = 0;
  const steps = selectionFromAddress(location.search);
  const end = store.watch(['run', 'colouring', 'comparison', 'compareWith'], (state) => {
    if (!state.run || state.colouring.kind === 'plain') return;
    if (state.compareWith !== undefined && !state.comparison) return;
    void restoreSelection(store, steps);
    queueMicrotask(() => end());
  });
  /** Where the page is since it was loaded or since the address changed last. */
  let place: string | undefined;
  const write = () => {
    const isNew = place !== placeOf(store.state);
    place = placeOf(store.state);
    history[isNew ? 'pushState' : 'replaceState'](null, '', addressOf(store.state));
  };
  addEventListener('popstate', () => {
    clearTimeout(timer);
    const { runName, page, compareWith } = stateFromAddress(location.search);
    const isLoaded = runName === store.state.runName && compareWith === store.state.compareWith;
    if (!isLoaded) return location.reload();
    place = placeOf({ runName, page, compareWith });
    store.set({ page });
  });
  store.watch(
    [
      'runName',
      'page',
      'colourBy',
      'view',
      'legendFilter',
      'pinned',
      'selection',
      'showContours',
      'showGrid',
      'showLabels',
      'compareWith',
      'secondView',
      'isZoomLinked',
      'transition',
    ],
    (state) => {
      clearTimeout(timer);
      if (!state.run && !isWithoutMap(state)) return;
      place ??= placeOf(state);
      timer = window.setTimeout(write, writeAfter);
    },
  );
}

/** Whether the run has none yet, so that nothing of the address waits for it. */
function isWithoutMap({ runs = [], runName }: AppState): boolean {
  return runs.some(({ name, hasMap }) => name === runName && !hasMap);
}

/** Selects again what a link says, or tells why that cannot be. */
export async function restoreSelection(store: AppStore, steps: readonly SelectionStep[]): Promise<void> {
  try {
    await selectSteps(store, steps);
  } catch (error) {
    store.set({ notice: `The selection of this link does not fit: ${(error as Error).message}` });
  }
}

function formatFilter(filter: LegendFilter, colouring: Colouring): string {
  if (filter.kind === 'groups') return [...filter.shown].join(',');
  const range = [filter.low, filter.high] as const;
  if (colouring.kind === 'number' && colouring.column.dates) return rangeText(colouring.column, range);
  return range.map(short).join('..');
}

function parseFilter(text: string | undefined): LegendFilter | undefined {
  const ends = text?.match(/^(.+)\.\.(.+)$/)?.slice(1);
  const [low, high] = ends?.map(endOfFilter) ?? [];
  if (low && high) return { kind: 'range', low: low[0], high: high[1] };
  const shown = text?.split(',').map(Number);
  return shown?.every(Number.isInteger) ? { kind: 'groups', shown: new Set(shown) } : undefined;
}

/** A number, or the period that a date means. */
function endOfFilter(text: string): readonly [number, number] | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? [value, value] : periodOf(text);
}

const signOf = { replace: '', add: '+', subtract: '!' } as const;

/**
 * `label:3`, `+(1,2,3,4,5,6)`, `!label:3`: a query, or the corners of a polygon, to add (+) or to take away (!). A polygon
 * on the second map ends with a `b`.
 */
function formatStep(step: SelectionStep): string {
  if (step.by === 'query') return signOf[step.mode] + step.text;
  const side = step.side === 'second' ? 'b' : '';
  return `${signOf[step.mode]}(${step.points.flat().map(short).join(',')})${side}`;
}

function parseStep(text: string): SelectionStep {
  const mode = text.startsWith('+') ? 'add' : text.startsWith('!') ? 'subtract' : 'replace';
  const body = mode === 'replace' ? text : text.slice(1);
  const numbers = body
    .match(/^\((.*)\)b?$/)?.[1]
    .split(',')
    .map(Number);
  if (!numbers?.every(Number.isFinite)) return { mode, by: 'query', text: body };
  const points = Array.from(
    { length: Math.floor(numbers.length / 2) },
    (_, i) => [numbers[2 * i], numbers[2 * i + 1]] as const,
  );
  return { mode, by: 'polygon', points, side: body.endsWith('b') ? 'second' : 'first' };
}

function formatView({ x, y, zoom }: View): string {
  return [x, y, zoom].map(short).join(',');
}

function parseView(text: string | undefined): View | undefined {
  const numbers = text?.split(',').map(Number);
  if (numbers?.length !== 3 || !numbers.every(Number.isFinite)) return undefined;
  return { x: numbers[0], y: numbers[1], zoom: numbers[2] };
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
