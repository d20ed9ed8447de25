import { rgbOf } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import { s } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { pointDiameter } from './camera.js';
import { type Frame, type MapView, placeOf } from './map-view.js';

/** Draws what stands out from the points: the hovered and the pinned one, and lines from there to its neighbours. */
export function createMarks(map: MapView, store: AppStore): SVGSVGElement {
  const root = s('svg', { class: 'map-marks', 'aria-hidden': 'true' });

  function ring(frame: Frame, row: number, name: string, grow: number): SVGElement {
    const [cx, cy] = placeOf(frame, row);
    const diameter = pointDiameter(frame.table.rows, frame.size, frame.zoom);
    const fill = cssColour(rgbOf(frame.colouring, row));
    return s('circle', { class: name, cx, cy, r: Math.max(3.5, diameter / 2) + grow, fill });
  }

  function line(frame: Frame, from: number, to: number): SVGElement {
    const [x1, y1] = placeOf(frame, from);
    const [x2, y2] = placeOf(frame, to);
    return s('line', { class: 'neighbour-line', x1, y1, x2, y2 });
  }

  map.onFrame((frame) => {
    const { hovered, pinned, neighbours } = store.state;
    const marks: SVGElement[] = [];
    if (pinned !== undefined) {
      marks.push(...neighbours.map((row) => line(frame, pinned, row)));
      marks.push(...neighbours.map((row) => ring(frame, row, 'neighbour-mark', 0.5)));
      marks.push(ring(frame, pinned, 'pinned-mark', 3));
    }
    if (hovered !== undefined && hovered !== pinned) marks.push(ring(frame, hovered, 'hovered-mark', 2));
    root.replaceChildren(...marks);
  });
  return root;
}
