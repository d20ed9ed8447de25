import { meanPicture } from '../data/mean-picture.js';
import type { LoadedRun } from '../data/run.js';
import { maskOf, type Rows, rowsOf } from '../data/selection.js';
import { formatNumber, type NumberColumn } from '../data/table.js';
import { h } from '../dom.js';
import { csvOf } from '../export/csv.js';
import { saveFile } from '../export/save.js';
import { icon } from '../icons.js';
import { viewOf } from '../map/camera.js';
import { extentOf } from '../map/grid-index.js';
import type { MapView } from '../map/map-view.js';
import { maxZoom } from '../map/navigation.js';
import type { AppStore } from '../state/app-state.js';
import { clearSelection } from '../state/selecting.js';
import { tableOf } from '../state/table-of.js';
import { createMakeUp } from './make-up.js';
import { createPicture, drawPixels } from './picture.js';

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
  let latest = new AbortController();

  store.watch(['selection', 'run', 'colouring'], ({ selection, run, colouring }) => {
    latest.abort();
    latest = new AbortController();
    element.hidden = !selection || !run;
    if (!selection || !run) return;
    const { rows } = selection;
    const parts = [
      heading(store, rows, run.table.rows),
      actions(map, store, rows),
      save ?? null,
      ...(rows.length > 0 && colouring.kind === 'category' ? [createMakeUp(colouring, rows)] : []),
      ...(rows.length > 0 ? [meanPictures(run, rows, latest.signal), meanNumbers(run, rows)] : []),
    ];
    element.replaceChildren(...parts.filter((part) => part !== null));
  });
  return element;
}

function heading(store: AppStore, rows: Rows, all: number): HTMLElement {
  const share = ((100 * rows.length) / all).toLocaleString('en', { maximumSignificantDigits: 3 });
  return h(
    'header',
    { class: 'panel-heading' },
    h('h2', {}, `${rows.length.toLocaleString('en')} selected`),
    h('span', { class: 'quiet clip' }, `${share}% of ${all.toLocaleString('en')}`),
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

function actions(map: MapView, store: AppStore, rows: Rows): HTMLElement {
  const { name, table } = store.state.run!;
  const zoom = () => {
    const frame = map.frame();
    if (!frame || rows.length === 0) return;
    const [x0, x1] = extentOf(Float32Array.from(rows, (row) => table.x[row]));
    const [y0, y1] = extentOf(Float32Array.from(rows, (row) => table.y[row]));
    map.navigation.goTo(viewOf({ x0, y0, x1, y1 }, frame.bounds, frame.size, maxZoom), true);
  };
  const download = () => saveFile(`${name}-selection.csv`, csvOf(tableOf(store.state)!, rows), 'text/csv');
  return h(
    'div',
    { class: 'panel-actions' },
    h('button', { class: 'button', onclick: zoom }, 'Zoom to'),
    h('button', { class: 'button', onclick: download }, 'CSV'),
  );
}

/** The mean picture of the selection beside that of all other rows. */
function meanPictures({ thumbnails, table }: LoadedRun, rows: Rows, signal: AbortSignal): HTMLElement | null {
  if (!thumbnails || rows.length === table.rows) return null;
  const shape = { width: thumbnails.width, height: thumbnails.height, channels: 3 } as const;
  const selected = maskOf(rows, table.rows);
  const rest = rowsOf(selected.map((byte) => 1 - byte));
  const pictures = [
    { ...createPicture('Mean of these'), of: rows },
    { ...createPicture('Mean of the rest'), of: rest },
  ];
  for (const { canvas, of } of pictures)
    void meanPicture(thumbnails, of, signal).then((mean) => {
      if (!mean) return;
      drawPixels(canvas, mean.values, shape);
      const sampled = mean.count < of.length ? `an even sample of ${mean.count}` : `all ${mean.count}`;
      canvas.title = `Mean of ${sampled} of ${of.length.toLocaleString('en')} rows`;
    });
  return h('div', { class: 'pictures' }, ...pictures.map(({ element }) => element));
}

/** Means of the number columns, in the selection and over all rows. */
function meanNumbers({ table }: LoadedRun, rows: Rows): HTMLElement | null {
  const columns = table.columns.filter((column): column is NumberColumn => column.kind === 'number');
  if (columns.length === 0) return null;
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row);
  const line = (column: NumberColumn) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', class: 'clip' }, column.name),
      h('td', {}, formatNumber(mean(column, rows))),
      h('td', {}, formatNumber(mean(column, all))),
    );
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, 'Mean'),
    h('th', { scope: 'col' }, 'these'),
    h('th', { scope: 'col' }, 'all'),
  );
  return h('table', { class: 'reconstruction' }, h('thead', {}, head), h('tbody', {}, ...columns.map(line)));
}

function mean({ values }: NumberColumn, rows: Rows): number {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    if (Number.isNaN(values[row])) continue;
    sum += values[row];
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
