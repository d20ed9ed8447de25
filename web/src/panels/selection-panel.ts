import type { Table } from 'arquero';
import { h } from '../dom.js';
import { saveFile } from '../export/save.js';
import { icon } from '../icons.js';
import { boundsOf } from '../map/camera.js';
import type { MapView } from '../map/map-view.js';
import { inSlices } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { clearSelection } from '../state/selecting.js';
import { tableOf } from '../state/table-of.js';
import { createDifferences } from './differences.js';
import { createMakeUp } from './make-up.js';
import { createMeanPictures } from './mean-pictures.js';
import { createSelectMode } from './select-mode.js';

/** A selection counts as settled when it has not changed for so long. */
const restMilliseconds = 150;

/**
 * The selection: how many, what it is made of, what sets it apart from the rest, and its way out as CSV.
 *
 * @param save What saves it in the run, where there is a run to save it in.
 */
export function createSelectionPanel(map: MapView, store: AppStore, save?: HTMLElement): HTMLElement {
  const element = h('section', {
    class: 'panel card selection-panel',
    'aria-label': 'Selection',
    hidden: true,
  });
  const fold = createFold(element);
  const selectMode = createSelectMode(store);
  const apart = createApart(store);

  store.watch(['selection', 'run', 'colouring'], ({ selection, run, colouring }) => {
    element.hidden = !selection || !run;
    if (!selection || !run) return;
    const { table } = selection;
    const parts = [
      heading(store, table, fold),
      actions(map, store, table, selectMode),
      save,
      table.numRows() > 0 && colouring.kind === 'category' && createMakeUp(colouring, table),
      apart,
    ];
    element.replaceChildren(...parts.filter((part) => part instanceof HTMLElement));
  });
  return element;
}

/** Folds the panel to its heading: on a phone it covers the legend. */
function createFold(panel: HTMLElement): HTMLElement {
  const button = h('button', { class: 'icon-button fold', onclick: () => show(!isFolded) }, icon('chevron'));
  let isFolded = false;
  function show(folded: boolean): void {
    isFolded = folded;
    panel.classList.toggle('is-folded', folded);
    button.setAttribute('aria-expanded', String(!folded));
    button.setAttribute('aria-label', folded ? 'Unfold the selection' : 'Fold the selection');
    button.title = folded ? 'Unfold' : 'Fold';
  }
  show(false);
  return button;
}

function heading(store: AppStore, picked: Table, fold: HTMLElement): HTMLElement {
  const [count, all] = [picked.numRows(), picked.totalRows()];
  const share = ((100 * count) / all).toLocaleString('en', { maximumSignificantDigits: 3 });
  return h(
    'header',
    { class: 'panel-heading' },
    h(
      'div',
      { class: 'selection-count' },
      h('h2', {}, `${count.toLocaleString('en')} selected`),
      h('span', { class: 'quiet', title: `of ${all.toLocaleString('en')} rows` }, `${share}%`),
    ),
    fold,
    h(
      'button',
      {
        class: 'icon-button',
        'aria-label': 'Clear the selection',
        title: 'Clear (Escape)',
        onclick: () => clearSelection(store),
      },
      icon('close'),
    ),
  );
}

function actions(map: MapView, store: AppStore, picked: Table, selectMode: HTMLElement): HTMLElement {
  const { name } = store.state.run!;
  const zoom = () => {
    if (picked.numRows() > 0) map.showPart(boundsOf(placesOf(picked, 'x'), placesOf(picked, 'y')));
  };
  const download = async () => {
    const { csvOf } = await import('../export/csv.js');
    // Columns may have come since the rows were picked.
    saveFile(`${name}-selection.csv`, (await inSlices(csvOf(tableOf(store.state)!, picked.mask())))!);
  };
  return h(
    'div',
    { class: 'panel-actions' },
    h('button', { class: 'button', onclick: zoom }, 'Zoom to'),
    h('button', { class: 'button', onclick: () => void download() }, 'CSV'),
    selectMode,
  );
}

function placesOf(picked: Table, name: 'x' | 'y'): Float32Array {
  return picked.array(name, Float32Array) as Float32Array;
}

/** What sets the selection apart, where there is a rest. It takes a while to compute, so it waits until the hand rests. */
function createApart(store: AppStore): HTMLElement {
  const element = h('div', { class: 'apart' });
  let latest = new AbortController();
  let timer = 0;

  function show({ signal }: AbortController): void {
    const { selection, run } = store.state;
    if (!selection || !run) return;
    const { table } = selection;
    element.replaceChildren(
      h('h3', {}, 'What sets these apart'),
      ...(run.thumbnails ? [createMeanPictures(run.thumbnails, table, signal)] : []),
      createDifferences(store, run, table, signal),
    );
  }

  store.watch(['selection', 'run'], ({ selection, run }) => {
    latest.abort();
    latest = new AbortController();
    clearTimeout(timer);
    const rows = selection?.table.numRows() ?? 0;
    element.hidden = rows === 0 || rows === run?.table.rows;
    if (!element.hidden) timer = window.setTimeout(show, restMilliseconds, latest);
  });
  return element;
}
