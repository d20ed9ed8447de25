import { fileAddress } from '../api.js';
import { h } from '../dom.js';
import { offlinePage } from '../export/offline-page.js';
import { pictureOf } from '../export/picture.js';
import { pngOf } from '../export/png.js';
import { saveFile } from '../export/save.js';
import { mostSvgPoints, svgOf } from '../export/svg.js';
import { icon } from '../icons.js';
import type { MapView } from '../map/map-view.js';
import { inSlices } from '../slices.js';
import { addressOf, isSelectionTooLong } from '../state/address.js';
import type { AppStore } from '../state/app-state.js';
import { tableOf } from '../state/table-of.js';

/**
 * The menu of ways to take the map along: table, pictures, link.
 *
 * @param maps Those that are shown.
 */
export function createTakeAway(maps: () => readonly MapView[], store: AppStore): HTMLElement {
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

  async function saveAllRows(): Promise<string> {
    const { csvOf } = await import('../export/csv.js');
    saveFile(`${name()}-with-selections.csv`, (await inSlices(csvOf(tableOf(store.state)!)))!);
    return 'Saved.';
  }

  const name = () => {
    const { run } = store.state;
    return maps().length > 1 ? `${run!.name}-and-${store.state.comparison!.name}` : (run?.name ?? 'map');
  };
  const menu = h(
    'div',
    { class: 'popover take-away-menu card', id: 'take-away', popover: 'auto' },
    csv,
    withSelections,
    item('Picture (PNG, double size)', async () => {
      saveFile(`${name()}.png`, await pngOf(pictureOf(maps(), store)));
      return 'Saved.';
    }),
    item('Drawing for a paper (SVG)', async () => {
      const pieces = (await inSlices(svgOf(pictureOf(maps(), store))))!;
      saveFile(`${name()}.svg`, new Blob([...pieces], { type: 'image/svg+xml' }));
      const rows = store.state.run!.table.rows * maps().length;
      return rows > mostSvgPoints
        ? `Saved; at most ${mostSvgPoints.toLocaleString('en')} points are drawn, evenly chosen.`
        : 'Saved.';
    }),
    item('One file that opens offline (HTML)', async () => {
      const { run } = store.state;
      if (!run) throw new Error('There is no map to take away.');
      saveFile(`${name()}.html`, await offlinePage(run, store.state));
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
