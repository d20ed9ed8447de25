import { blur2, contours, geoPath } from 'd3';
import type { MapTable } from '../data/table.js';
import { s } from '../dom.js';
import { chunkwise, inSlices, type Steps } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { type Bounds, boundsOf, type Projection } from './camera.js';
import type { MapView } from './map-view.js';

const cells = 160;
const blurRadius = 2.5;
/** Shares of the greatest density at which a line is drawn. */
const levels = [0.04, 0.1, 0.2, 0.35, 0.55, 0.8];

/** Lines of equal density, in cells of a grid over `bounds`. */
interface Density {
  readonly bounds: Bounds;
  /** One SVG path a level. */
  readonly paths: readonly string[];
}

/** Lines of equal density over the points: a histogram of 160 x 160 cells, blurred. */
export function createContours(map: MapView, store: AppStore): SVGSVGElement {
  const lines = s('g', {});
  const root = s('svg', { class: 'map-marks map-contours', 'aria-hidden': 'true' }, lines);
  /** The points that the lines are of, or will be next. */
  let wanted: MapTable | undefined;
  let isFinding = false;
  let density: Density | undefined;

  /** Finds the lines; those of points that moved meanwhile come after, so that an animation has some all the way. */
  async function find(): Promise<void> {
    isFinding = true;
    let found: typeof wanted;
    do {
      found = wanted!;
      density = (await inSlices(densityOf(found)))!;
      lines.replaceChildren(...density.paths.map((d) => s('path', { d })));
      const frame = map.frame();
      if (frame) place(frame.projection);
    } while (found !== wanted);
    isFinding = false;
  }

  function place({ scale, left, top }: Projection): void {
    if (!density) return;
    const { x0, y0, x1, y1 } = density.bounds;
    const cellWidth = ((x1 - x0) / cells) * scale;
    const cellHeight = ((y1 - y0) / cells) * scale;
    lines.setAttribute(
      'transform',
      `translate(${x0 * scale + left} ${-y0 * scale + top}) scale(${cellWidth} ${-cellHeight})`,
    );
  }

  map.onFrame(({ table, projection }) => {
    root.toggleAttribute('hidden', !store.state.showContours);
    if (!store.state.showContours) return;
    if (wanted !== table) {
      wanted = table;
      if (!isFinding) void find();
    }
    place(projection);
  });
  return root;
}

function* densityOf({ x, y, rows }: MapTable): Steps<Density> {
  const bounds = paddedBounds(boundsOf(x, y));
  const { x0, y0, x1, y1 } = bounds;
  const data = new Float64Array(cells * cells);
  yield* chunkwise(rows, (from, to) => {
    for (let row = from; row < to; row++) {
      const column = Math.floor(((x[row] - x0) / (x1 - x0)) * cells);
      data[Math.floor(((y[row] - y0) / (y1 - y0)) * cells) * cells + column]++;
    }
  });
  blur2({ data, width: cells, height: cells }, blurRadius);
  yield;
  const greatest = data.reduce((most, value) => Math.max(most, value), 0);
  const lineAt = contours().size([cells, cells]);
  const path = geoPath();
  const paths: string[] = [];
  for (const level of levels) {
    paths.push(path(lineAt.contour(data as unknown as number[], level * greatest)) ?? '');
    yield;
  }
  return { bounds, paths };
}

/** Room around the points, so that no line is cut off. */
function paddedBounds({ x0, y0, x1, y1 }: Bounds): Bounds {
  const across = (x1 - x0) * 0.06 || 1;
  const down = (y1 - y0) * 0.06 || 1;
  return { x0: x0 - across, y0: y0 - down, x1: x1 + across, y1: y1 + down };
}
