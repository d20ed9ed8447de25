import { blur2, contours, geoPath } from 'd3';
import { s } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { type Bounds, boundsOf } from './camera.js';
import type { MapView } from './map-view.js';

const cells = 160;
const blurRadius = 2.5;
/** Shares of the greatest density at which a line is drawn. */
const levels = [0.04, 0.1, 0.2, 0.35, 0.55, 0.8];

/** Lines of equal density over the points: a histogram of 160 x 160 cells, blurred. */
export function createContours(map: MapView, store: AppStore): SVGSVGElement {
  const lines = s('g', {});
  const root = s('svg', { class: 'map-marks map-contours', 'aria-hidden': 'true' }, lines);
  let drawnFor: unknown;
  let bounds: Bounds;

  map.onFrame(({ table, projection }) => {
    root.toggleAttribute('hidden', !store.state.showContours);
    if (!store.state.showContours) return;
    if (drawnFor !== table) {
      drawnFor = table;
      bounds = paddedBounds(boundsOf(table.x, table.y));
      const path = geoPath();
      lines.replaceChildren(
        ...densityContours(table.x, table.y, bounds).map((contour) => s('path', { d: path(contour) ?? '' })),
      );
    }
    const { scale, left, top } = projection;
    const cellWidth = ((bounds.x1 - bounds.x0) / cells) * scale;
    const cellHeight = ((bounds.y1 - bounds.y0) / cells) * scale;
    lines.setAttribute(
      'transform',
      `translate(${bounds.x0 * scale + left} ${-bounds.y0 * scale + top}) scale(${cellWidth} ${-cellHeight})`,
    );
  });
  return root;
}

function densityContours(x: Float32Array, y: Float32Array, { x0, y0, x1, y1 }: Bounds) {
  const data = new Float64Array(cells * cells);
  for (let row = 0; row < x.length; row++) {
    const column = Math.floor(((x[row] - x0) / (x1 - x0)) * cells);
    data[Math.floor(((y[row] - y0) / (y1 - y0)) * cells) * cells + column]++;
  }
  blur2({ data, width: cells, height: cells }, blurRadius);
  const greatest = data.reduce((most, value) => Math.max(most, value), 0);
  const lines = contours()
    .size([cells, cells])
    .thresholds(levels.map((level) => level * greatest));
  return lines(data as unknown as number[]);
}

/** Room around the points, so that no line is cut off. */
function paddedBounds({ x0, y0, x1, y1 }: Bounds): Bounds {
  const across = (x1 - x0) * 0.06 || 1;
  const down = (y1 - y0) * 0.06 || 1;
  return { x0: x0 - across, y0: y0 - down, x1: x1 + across, y1: y1 + down };
}
