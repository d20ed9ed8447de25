import { rgbOf } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import { cellText } from '../data/table.js';
import { h } from '../dom.js';
import { type Frame, type MapView, placeOf } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';
import { createThumbnail } from './picture.js';

const offset = 14;
const leadingFields = 4;

/** The card beside the hovered point: picture or leading fields, label and id. */
export function createTooltip(map: MapView, store: AppStore): HTMLElement {
  const element = h('div', { class: 'tooltip card', hidden: true });
  let shownRow: number | undefined;

  function fill(row: number): void {
    const { run, colouring } = store.state;
    if (!run) return;
    const { table, thumbnails } = run;
    const swatch = h('span', { class: 'swatch' });
    swatch.style.background = cssColour(rgbOf(colouring, row));
    const heading = table.label ? cellText(table.label, row) : table.id.at(row);
    const fields = table.columns
      .filter((column) => column !== table.label && column.name !== 'split')
      .slice(0, leadingFields);
    if (colouring.kind === 'number' && !fields.includes(colouring.column)) fields.push(colouring.column);
    const picture = thumbnails && createThumbnail(thumbnails, row);
    element.replaceChildren(
      ...(picture ? [picture] : []),
      h(
        'div',
        { class: 'tooltip-text' },
        h('div', { class: 'tooltip-label' }, swatch, h('span', { class: 'clip' }, heading)),
        table.label && h('div', { class: 'tooltip-id clip' }, table.id.at(row)),
        h(
          'dl',
          { class: 'fields' },
          ...fields.flatMap((column) => [
            h('dt', { class: 'clip' }, column.name),
            h('dd', { class: 'clip' }, cellText(column, row)),
          ]),
        ),
      ),
    );
  }

  /** Beside the point, on the side where there is room. */
  function place(frame: Frame, row: number): void {
    const [px, py] = placeOf(frame, row);
    const { offsetWidth, offsetHeight } = element;
    const left = px + offset + offsetWidth > frame.size.width ? px - offset - offsetWidth : px + offset;
    const top = Math.min(
      Math.max(8, py - offsetHeight / 2),
      Math.max(8, frame.size.height - offsetHeight - 8),
    );
    element.style.transform = `translate(${Math.round(Math.max(8, left))}px, ${Math.round(top)}px)`;
  }

  map.onFrame((frame) => {
    const { hovered } = store.state;
    element.hidden = hovered === undefined;
    if (hovered === undefined) {
      shownRow = undefined;
      return;
    }
    if (hovered !== shownRow) fill(hovered);
    shownRow = hovered;
    place(frame, hovered);
  });
  return element;
}
