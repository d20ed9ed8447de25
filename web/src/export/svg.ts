import { type Colouring, rgbOf } from '../colour/colouring.js';
import type { Ground } from '../colour/palette.js';
import { formatOnScale } from '../data/table.js';
import { s } from '../dom.js';
import { pointDiameter, toPixels } from '../map/camera.js';
import { opacityOf, overlapOf } from '../map/crowding.js';
import { dimOpacity, emphasis } from '../map/emphasis.js';
import type { Frame } from '../map/map-view.js';
import { chunkwise, type Steps } from '../slices.js';
import type { Mark } from './marks.js';
import type { Pane, Picture } from './picture.js';

/** More points than this would make a file that no editor opens gladly: an even sample is drawn instead. */
export const mostSvgPoints = 20_000;

const inkOf: Readonly<Record<Ground, string>> = { light: '#1b1d25', dark: '#e9eaf0' };
const groundOf: Readonly<Record<Ground, string>> = { light: '#ffffff', dark: '#0f1117' };
const legendWidth = 200;
const lineHeight = 22;
/** Circles made between two rests. */
const circlesInChunk = 512;
/** Longer names are cut. */
const mostCharacters = 28;

/**
 * What is shown, with its legend, as the pieces of an SVG document: shapes and text that can be edited. Points are written
 * as text: as elements, thousands of them would have to be serialised in one go.
 */
export function* svgOf({ panes, size, ground, title, colouring }: Picture): Steps<readonly string[]> {
  const points: (readonly string[])[] = [];
  for (const pane of panes) points.push(yield* drawPoints(pane, mostSvgPoints / panes.length));
  const width = size.width + legendWidth;
  const height = Math.max(size.height, legendHeight(colouring));
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
    ...panes.map((pane) => drawPane(pane, ground)),
    legend(colouring, size.width),
  );
  // Nothing else that is drawn becomes a comment.
  const around = new XMLSerializer().serializeToString(root).split(`<!--${placeOfPoints}-->`);
  return around.flatMap((piece, i) => [piece, ...(points[i] ?? [])]);
}

const placeOfPoints = 'points';

/** One map: its grid, the place of its points, contours, the names of groups, and its own name where it has one. */
function drawPane({ frame, labels, under, over, name, left, top }: Pane, ground: Ground): SVGElement {
  const text = (content: string, x: number, y: number, weight: number) =>
    s(
      'text',
      {
        x,
        y,
        dy: '0.35em',
        'text-anchor': 'middle',
        'font-weight': weight,
        'font-size': 16,
        stroke: groundOf[ground],
        'stroke-width': 4,
        'paint-order': 'stroke',
      },
      legible(content),
    );
  const names = labels.map((label) => text(label.text, label.x, label.y, 700));
  if (name !== undefined) names.push(text(name, frame.size.width / 2, 24, 500));
  return s(
    'g',
    { class: 'map', transform: `translate(${left} ${top})` },
    drawMarks(under, frame),
    s('g', {}, document.createComment(placeOfPoints)),
    drawMarks(over, frame),
    s('g', {}, ...names),
  );
}

/** Lines and texts of one map, in an `svg` of their own: what leaves it is not shown. */
function drawMarks(marks: readonly Mark[], { size: { width, height } }: Frame): SVGElement | undefined {
  if (marks.length === 0) return undefined;
  return s('svg', { width, height }, ...marks.map(drawMark));
}

function drawMark(mark: Mark): SVGElement {
  if (!('path' in mark)) {
    const { text, x, y, colour, size } = mark;
    return s('text', { x, y, fill: colour, 'font-size': size }, text);
  }
  const { a, b, c, d, e, f } = mark.matrix;
  return s('path', {
    d: mark.path,
    transform: `matrix(${[a, b, c, d, e, f].join(' ')})`,
    fill: 'none',
    stroke: mark.colour,
    'stroke-opacity': mark.opacity,
    'stroke-width': mark.width,
    'vector-effect': 'non-scaling-stroke',
  });
}

/** A circle for each of the points, or for an even sample of them. */
function* drawPoints({ frame, look }: Pane, mostPoints: number): Steps<readonly string[]> {
  const { size, projection, table, zoom, colouring } = frame;
  const { appearance, crowding } = look;
  const visible = yield* visibleRows(frame, appearance);
  const step = Math.max(1, visible.length / mostPoints);
  const diameter = pointDiameter(table.rows, size, zoom);
  const overlap = overlapOf(crowding.cell, projection.scale, diameter, 1 / step);
  const radius = (diameter / 2).toFixed(2);
  const pieces: string[] = [];
  yield* chunkwise(
    Math.floor(visible.length / step),
    (from, to) => {
      let piece = '';
      for (let i = from; i < to; i++) {
        const row = visible[Math.floor(i * step)];
        const [cx, cy] = toPixels(projection, table.x[row], table.y[row]);
        const strength = appearance[row * 4 + 3] === emphasis.dim ? dimOpacity : 1;
        const opacity = Number((strength * opacityOf(crowding.levels[row], overlap)).toFixed(3));
        const fill = hexOf(rgbOf(colouring, row));
        piece += `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${radius}" fill="${fill}" fill-opacity="${opacity}"/>`;
      }
      pieces.push(piece);
    },
    circlesInChunk,
  );
  return pieces;
}

/** The rows that are on the picture, dimmed ones first so that the others lie on top. */
function* visibleRows({ table, projection, size }: Frame, appearance: Uint8Array): Steps<Uint32Array> {
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (const level of [emphasis.dim, emphasis.normal])
    yield* chunkwise(table.rows, (from, to) => {
      for (let row = from; row < to; row++) {
        if (appearance[row * 4 + 3] !== level) continue;
        const [px, py] = toPixels(projection, table.x[row], table.y[row]);
        if (px >= 0 && py >= 0 && px <= size.width && py <= size.height) rows[count++] = row;
      }
    });
  return rows.subarray(0, count);
}

function legendHeight(colouring: Colouring): number {
  return colouring.kind === 'category' ? (colouring.groups.length + 3) * lineHeight : 0;
}

function legend(colouring: Colouring, left: number): SVGElement {
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
      root.append(s('text', { x: 18, y }, formatOnScale(colouring.column, colouring.scale.valueAt(share))));
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
