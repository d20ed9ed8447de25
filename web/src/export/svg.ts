import { rgbOf } from '../colour/colouring.js';
import type { Ground } from '../colour/palette.js';
import { formatNumber } from '../data/table.js';
import { s } from '../dom.js';
import { pointStyle, toPixels } from '../map/camera.js';
import type { Frame } from '../map/map-view.js';
import { emphasis } from '../map/points.js';

/** More points than this would make a file that no editor opens gladly: an even sample is drawn instead. */
export const mostSvgPoints = 20_000;

const inkOf: Readonly<Record<Ground, string>> = { light: '#1b1d25', dark: '#e9eaf0' };
const groundOf: Readonly<Record<Ground, string>> = { light: '#ffffff', dark: '#0f1117' };
const legendWidth = 200;
const lineHeight = 22;
/** Longer names are cut. */
const mostCharacters = 28;

export interface PictureOptions {
  readonly frame: Frame;
  readonly ground: Ground;
  readonly title: string;
  /** Colour and emphasis of every row, as the map shows them. */
  readonly appearance: Uint8Array;
  /** Names of groups as they stand on the map, in pixels. */
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

/** The map as it is shown, with its legend, as an SVG document: shapes and text that can be edited. */
export function svgOf({ frame, ground, title, appearance, labels }: PictureOptions): string {
  const { size, projection, table, zoom } = frame;
  const { diameter, opacity } = pointStyle(table.rows, size, zoom);
  const visible = visibleRows(frame, appearance);
  const step = Math.max(1, visible.length / mostSvgPoints);
  const circles = s('g', { 'fill-opacity': opacity });
  for (let i = 0; i < visible.length; i += step) {
    const row = visible[Math.floor(i)];
    const [cx, cy] = toPixels(projection, table.x[row], table.y[row]);
    const dim = appearance[row * 4 + 3] === emphasis.dim;
    const fill = hexOf(rgbOf(frame.colouring, row));
    circles.append(
      s('circle', {
        cx: cx.toFixed(1),
        cy: cy.toFixed(1),
        r: (diameter / 2).toFixed(2),
        fill,
        ...(dim && { opacity: 0.15 }),
      }),
    );
  }
  const names = labels.map(({ text, x, y }) =>
    s(
      'text',
      {
        x,
        y,
        dy: '0.35em',
        'text-anchor': 'middle',
        'font-weight': 700,
        'font-size': 16,
        stroke: groundOf[ground],
        'stroke-width': 4,
        'paint-order': 'stroke',
        fill: inkOf[ground],
      },
      legible(text),
    ),
  );
  const width = size.width + legendWidth;
  const height = Math.max(size.height, legendHeight(frame));
  const root = s(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'font-family': 'system-ui, sans-serif',
      'font-size': 13,
      fill: inkOf[ground],
    },
    s('title', {}, legible(title)),
    s('rect', { width: '100%', height: '100%', fill: groundOf[ground] }),
    circles,
    s('g', {}, ...names),
    legend(frame, size.width),
  );
  return new XMLSerializer().serializeToString(root);
}

/** The rows that are on the picture, dimmed ones first so that the others lie on top. */
function visibleRows({ table, projection, size }: Frame, appearance: Uint8Array): readonly number[] {
  const rows: number[] = [];
  for (const level of [emphasis.dim, emphasis.normal])
    for (let row = 0; row < table.rows; row++) {
      if (appearance[row * 4 + 3] !== level) continue;
      const [px, py] = toPixels(projection, table.x[row], table.y[row]);
      if (px >= 0 && py >= 0 && px <= size.width && py <= size.height) rows.push(row);
    }
  return rows;
}

function legendHeight({ colouring }: Frame): number {
  return colouring.kind === 'category' ? (colouring.groups.length + 3) * lineHeight : 0;
}

function legend({ colouring }: Frame, left: number): SVGElement {
  const root = s('g', { transform: `translate(${left + 16} 32)` });
  if (colouring.kind === 'plain') return root;
  root.append(s('text', { 'font-weight': 700 }, legible(colouring.column.name)));
  if (colouring.kind === 'category')
    for (const [i, { name, colour, count }] of colouring.groups.entries()) {
      const y = (i + 1) * lineHeight;
      root.append(s('circle', { cx: 5, cy: y - 4, r: 5, fill: hexOf(colour) }));
      root.append(s('text', { x: 18, y }, `${legible(name)} (${count.toLocaleString('en')})`));
    }
  else
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const y = (1 + share * 4) * lineHeight;
      const colour = colouring.ramp[Math.round(share * (colouring.ramp.length - 1))];
      root.append(s('rect', { y: y - 12, width: 12, height: lineHeight - 4, fill: hexOf(colour) }));
      root.append(
        s('text', { x: 18, y }, formatNumber(colouring.low + share * (colouring.high - colouring.low))),
      );
    }
  return root;
}

/** Text that fits beside the map and that XML may hold: it knows no control characters. */
function legible(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')];
  return characters.length > mostCharacters
    ? `${characters.slice(0, mostCharacters - 1).join('')}…`
    : characters.join('');
}

function hexOf(rgb: readonly [number, number, number]): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
