import { axisBottom, axisLeft, scaleLinear, select } from 'd3';
import { s } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { toData } from './camera.js';
import type { MapView } from './map-view.js';

const pixelsPerTick = 110;
/** The tools lie at the right edge of the map. */
const roomForTools = 66;

/** Axes and grid behind the points. t-SNE's units mean nothing by themselves, so they are hidden until asked for. */
export function createGrid(map: MapView, store: AppStore): SVGSVGElement {
  const bottom = s('g', {});
  const left = s('g', {});
  const root = s('svg', { class: 'map-layer map-grid', 'aria-hidden': 'true' }, bottom, left);

  map.onFrame(({ projection, size: { width, height } }) => {
    root.toggleAttribute('hidden', !store.state.showGrid);
    if (!store.state.showGrid) return;
    const [x0, y1] = toData(projection, 0, 0);
    const [x1, y0] = toData(projection, width, height);
    const x = scaleLinear([x0, x1], [0, width]);
    const y = scaleLinear([y0, y1], [height, 0]);
    select(bottom)
      .attr('transform', `translate(0 ${height - 22})`)
      .call(
        axisBottom(x)
          .ticks(width / pixelsPerTick)
          .tickSizeInner(-height),
      );
    select(left)
      .attr('transform', `translate(${width - 1} 0)`)
      .call(
        axisLeft(y)
          .ticks(height / pixelsPerTick)
          .tickSizeInner(width)
          .tickPadding(-width + 6 + roomForTools),
      );
  });
  return root;
}
