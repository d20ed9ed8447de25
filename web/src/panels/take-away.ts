import { fileAddress } from '../api.js';
import { h } from '../dom.js';
import { csvOf } from '../export/csv.js';
import { offlinePage } from '../export/offline-page.js';
import { pngOf } from '../export/png.js';
import { saveFile } from '../export/save.js';
import { mostSvgPoints, type PictureOptions, svgOf } from '../export/svg.js';
import { icon } from '../icons.js';
import type { MapView } from '../map/map-view.js';
import { addressOf, isSelectionTooLong } from '../state/address.js';
import type { AppStore } from '../state/app-state.js';
import { tableOf } from '../state/table-of.js';

/** The menu of ways to take the map along: table, pictures, link. */
export function createTakeAway(map: MapView, store: AppStore): HTMLElement {
  const csv = h('a', { class: 'menu-item', download: true }, 'CSV of all rows');
  const withSelections = h(
    'button',
    { class: 'menu-item', onclick: () => void perform(saveAllRows) },
    'CSV with saved selections',
  );
  const status = h('p', { class: 'quiet menu-status', role: 'status' });
  const item = (label: string, act: () => Promise<string> | string) =>
    h('button', { class: 'menu-item', onclick: () => void perform(act) }, label);

  async function perform(act: () => Promise<string> | string): Promise<void> {
    status.textContent = 'One moment…';
    try {
      status.textContent = await act();
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  function saveAllRows(): string {
    const table = tableOf(store.state)!;
    const all = Uint32Array.from({ length: table.rows }, (_, row) => row);
    saveFile(`${name()}-with-selections.csv`, csvOf(table, all), 'text/csv');
    return 'Saved.';
  }

  const name = () => store.state.run?.name ?? 'map';
  const menu = h(
    'div',
    { class: 'popover take-away-menu card', id: 'take-away', popover: 'auto' },
    csv,
    withSelections,
    item('Picture (PNG, double size)', async () => {
      saveFile(`${name()}.png`, await pngOf(pictureOf(map, store)));
      return 'Saved.';
    }),
    item('Drawing for a paper (SVG)', () => {
      saveFile(`${name()}.svg`, svgOf(pictureOf(map, store)), 'image/svg+xml');
      const { rows } = map.frame()!.table;
      return rows > mostSvgPoints
        ? `Saved; at most ${mostSvgPoints.toLocaleString('en')} points are drawn, evenly chosen.`
        : 'Saved.';
    }),
    item('One file that opens offline (HTML)', async () => {
      const { run } = store.state;
      if (!run) throw new Error('There is no map to take away.');
      saveFile(`${run.name}.html`, await offlinePage(run, store.state), 'text/html');
      return 'Saved.';
    }),
    item('Copy a link to this view', async () => {
      await navigator.clipboard.writeText(location.origin + addressOf(store.state));
      return isSelectionTooLong(store.state)
        ? 'Copied without the selection, which is too long for a link; save it under a name first.'
        : 'Copied.';
    }),
    status,
  );
  const button = h(
    'button',
    { class: 'icon-button', popovertarget: 'take-away', 'aria-label': 'Take it away', title: 'Take it away' },
    icon('download'),
  );
  menu.addEventListener('toggle', () => {
    status.textContent = '';
  });
  const element = h('div', {}, button, menu);
  store.watch(['saved'], ({ saved }) => {
    withSelections.hidden = saved.usable.length === 0;
  });
  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
    if (run) csv.href = fileAddress(run.name, 'embedding.csv');
  });
  return element;
}

function pictureOf(map: MapView, store: AppStore): PictureOptions {
  const frame = map.frame();
  if (!frame || !store.state.run) throw new Error('There is no map to take away.');
  const labels = [...map.element.querySelectorAll('.cluster-label')].map((label) => ({
    text: label.textContent ?? '',
    x: Number(label.getAttribute('x')),
    y: Number(label.getAttribute('y')),
  }));
  return {
    frame,
    ground: store.state.ground,
    title: store.state.run.name,
    appearance: map.appearance(),
    labels,
  };
}
