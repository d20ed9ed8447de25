import { rgbOf } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import type { LoadedRun } from '../data/run.js';
import { type Column, cellText } from '../data/table.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppStore } from '../state/app-state.js';
import { colourBy, nameOfUnit } from '../state/colouring-controller.js';
import { tableOf } from '../state/table-of.js';
import { createCodeBars } from './code-bars.js';
import { createThumbnail } from './picture.js';
import { reconstructedFields, reconstructedPicture, shownFeatures } from './reconstruction.js';

/** The pinned row: its pictures, its code, its neighbours in code space and its fields. */
export function createPointPanel(store: AppStore): HTMLElement {
  const element = h('section', {
    class: 'panel card point-panel',
    'aria-label': 'Pinned point',
    hidden: true,
  });
  const neighbours = h('div', { class: 'neighbours' });
  const nearest = h('div', {}, h('h3', {}, 'Nearest in code space'), neighbours);

  store.watch(['pinned', 'run'], ({ pinned, run }) => {
    element.hidden = pinned === undefined || !run;
    if (pinned === undefined || !run) return;
    const { columns } = tableOf(store.state)!;
    // What the features show already is not said again.
    const shown = new Set(shownFeatures(run).map(({ name }) => name));
    const more = fields(
      columns.filter(({ name }) => !shown.has(name)),
      pinned,
    );
    element.replaceChildren(
      heading(store, run, pinned),
      run.dataset?.image
        ? reconstructedPicture(run, pinned)
        : reconstructedFields(run, pinned, () => more.replaceWith(fields(columns, pinned))),
      code(store, run, pinned, nearest),
      nearest,
      more,
    );
    // In the next frame, which lays the page out anyway.
    requestAnimationFrame(() => {
      element.scrollTop = 0;
    });
  });
  // Who walks along the strip by keyboard goes on from its start: the buttons of the last point are gone by then.
  let isWalking = false;
  store.watch(['neighbours', 'colouring'], () => {
    isWalking ||= neighbours.contains(document.activeElement);
    neighbours.replaceChildren(...neighbourButtons(store));
    if (!isWalking || neighbours.childElementCount === 0) return;
    isWalking = false;
    (neighbours.firstElementChild as HTMLElement).focus();
  });
  store.watch(['colouring'], ({ run, pinned }) => {
    if (run && pinned !== undefined)
      element.querySelector('.panel-heading')?.replaceWith(heading(store, run, pinned));
  });
  return element;
}

function heading(store: AppStore, { table }: LoadedRun, row: number): HTMLElement {
  const swatch = h('span', { class: 'swatch' });
  swatch.style.background = cssColour(rgbOf(store.state.colouring, row));
  const close = () => store.set({ pinned: undefined });
  return h(
    'header',
    { class: 'panel-heading' },
    swatch,
    h('h2', { class: 'clip' }, table.label ? cellText(table.label, row) : table.id.at(row)),
    table.label && h('span', { class: 'quiet clip' }, table.id.at(row)),
    h(
      'button',
      { class: 'icon-button', 'aria-label': 'Unpin (Escape)', title: 'Unpin (Escape)', onclick: close },
      icon('close'),
    ),
  );
}

/** @param nearest What there is no more of where the codes cannot be read. */
function code(store: AppStore, { codes, table }: LoadedRun, row: number, nearest: HTMLElement): HTMLElement {
  const bars = h('div', { class: 'code-frame' });
  nearest.hidden = table.rows < 2;
  codes.row(row).then(
    (values) => bars.replaceChildren(createCodeBars(values, (unit) => colourBy(store, nameOfUnit(unit)))),
    (error: Error) => {
      nearest.hidden = true;
      bars.replaceChildren(h('p', { class: 'quiet' }, error.message));
    },
  );
  return h('div', {}, h('h3', {}, 'Code'), bars);
}

function neighbourButtons(store: AppStore): HTMLElement[] {
  const { run, neighbours, colouring } = store.state;
  if (!run) return [];
  const { table, thumbnails } = run;
  return neighbours.map((row) => {
    const id = table.id.at(row);
    const label = table.label ? cellText(table.label, row) : id;
    const canvas = thumbnails && createThumbnail(thumbnails, row);
    const swatch = h('span', { class: 'swatch' });
    swatch.style.background = cssColour(rgbOf(colouring, row));
    return h(
      'button',
      {
        class: 'neighbour',
        'aria-label': `Pin ${table.label ? `${label} ${id}` : id}`,
        title: id,
        onclick: () => store.set({ pinned: row }),
        onpointerenter: () => store.set({ hovered: row }),
        onpointerleave: () => store.set({ hovered: undefined }),
      },
      canvas,
      h(
        'span',
        { class: 'neighbour-label' },
        swatch,
        h('span', { class: 'clip' }, label),
        // The space is not seen, but it parts the words for those who hear them.
        !canvas && table.label && h('span', { class: 'clip quiet' }, ` ${id}`),
      ),
    );
  });
}

/** A longer text stands below its name, over the whole width. */
const longestBeside = 60;

function fields(columns: readonly Column[], row: number): HTMLElement {
  const list = columns.flatMap((column) => {
    const text = cellText(column, row);
    return [
      h('dt', {}, column.name),
      h('dd', { class: text.length > longestBeside ? 'is-long' : null }, text),
    ];
  });
  return h('dl', { class: 'fields' }, ...list);
}
