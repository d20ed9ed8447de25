import type { Colouring } from '../colour/colouring.js';
import type { Ground } from '../colour/palette.js';
import type { Size } from '../map/camera.js';
import type { Look } from '../map/look.js';
import type { Frame, MapView } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';
import { type Mark, marksOf } from './marks.js';

/** One map of a picture. */
export interface Pane {
  /** The run's name where the picture has several maps. */
  readonly name: string | undefined;
  readonly frame: Frame;
  readonly look: Look;
  /** Names of groups as they stand on the map, in pixels from its corner. */
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  /** Axes and grid, behind the points. */
  readonly under: readonly Mark[];
  /** Contours, over the points. */
  readonly over: readonly Mark[];
  /** Where the map's corner is in the picture, in pixels. */
  readonly left: number;
  readonly top: number;
}

/** What is shown, to be drawn again in a file: the map, or both while two are compared. */
export interface Picture {
  readonly title: string;
  readonly ground: Ground;
  readonly colouring: Colouring;
  readonly size: Size;
  readonly panes: readonly Pane[];
}

/** @param maps Those that are shown, in the order in which they stand. */
export function pictureOf(maps: readonly MapView[], store: AppStore): Picture {
  const { run, comparison, ground, colouring } = store.state;
  const names = maps.length > 1 ? [run?.name, comparison?.name] : [];
  const corners = maps.map(({ element }) => element.getBoundingClientRect());
  const left = Math.min(...corners.map((corner) => corner.left));
  const top = Math.min(...corners.map((corner) => corner.top));
  const panes = maps.map((map, i) => paneOf(map, names[i], corners[i].left - left, corners[i].top - top));
  return {
    title: [run?.name, ...names.slice(1)].join(' and '),
    ground,
    colouring,
    size: {
      width: Math.max(...panes.map((pane) => pane.left + pane.frame.size.width)),
      height: Math.max(...panes.map((pane) => pane.top + pane.frame.size.height)),
    },
    panes,
  };
}

function paneOf(map: MapView, name: string | undefined, left: number, top: number): Pane {
  const [frame, look] = [map.frame(), map.look()];
  if (!frame || !look) throw new Error('There is no map to take away.');
  const labels = [...map.element.querySelectorAll('.cluster-label')].map((label) => ({
    text: label.textContent ?? '',
    x: Number(label.getAttribute('x')),
    y: Number(label.getAttribute('y')),
  }));
  const [under, over] = ['.map-grid', '.map-contours'].map((layer) =>
    marksOf(map.element.querySelector<SVGSVGElement>(layer)),
  );
  return { name, frame, look, labels, under, over, left, top };
}
