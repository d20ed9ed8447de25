import { rest } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { type Bounds, boundsOf, unionOf, type View, viewOf, wholeView } from './camera.js';
import { freePartOf } from './free-part.js';
import { maxZoom, type Navigation } from './navigation.js';

/** Pixels around the whole map, as much as panels keep from the edges. */
const fitMargin = 32;
/** The same, as a share of the shorter side, where two maps share the room and each may be small. */
const pairMargin = 0.08;
/** The share of the map that is shown around a part of it. */
const partMargin = 0.15;

/** Shows all points, or some, in what panels leave of the map. */
export interface Fit {
  showWhole(flight: boolean): void;
  /** Shows everything once panels are there, and that of a selection which a link brings along. */
  showWholeFirst(isWanted: () => boolean): Promise<void>;
  /** Flies to a part of the plane, with some of what is around it. */
  showPart(part: Bounds): void;
  /**
   * Shows everything again where that is what is shown, because the map or a panel got another size; what is selected or
   * pinned on a single map stays where it is. Returns whether it did.
   */
  refit(flight: boolean): boolean;
}

/** @param bounds The rectangle that holds all points of this map. */
export function createFit(
  element: HTMLElement,
  navigation: Navigation,
  store: AppStore,
  bounds: () => Bounds,
): Fit {
  /** The view of everything in what was free when it was shown last. */
  let fitted: View | undefined;

  function showWhole(flight: boolean): void {
    const { comparison } = store.state;
    fitted = viewInFree(whole(), (side) => (comparison ? Math.min(fitMargin, pairMargin * side) : fitMargin));
    navigation.goTo(fitted, flight);
  }

  /** All points; those of a second map too that is moved along with this one. */
  function whole(): Bounds {
    const { side, secondRun, isZoomLinked } = store.state;
    if (side === 'second' || !secondRun || !isZoomLinked) return bounds();
    return unionOf(bounds(), boundsOf(secondRun.table.x, secondRun.table.y));
  }

  /** The map beside this one that shows the same part of the plane. */
  function twin(): HTMLElement | undefined {
    if (!store.state.isZoomLinked) return undefined;
    const maps = document.querySelectorAll<HTMLElement>('.map-pane:not([hidden]) > .map-view');
    return [...maps].find((map) => map !== element);
  }

  /** @param marginOf Pixels around the part, from the shorter side of what is free. */
  function viewInFree(part: Bounds, marginOf: (side: number) => number): View {
    // The observer of the size may not have heard of the latest.
    const size = { width: element.clientWidth, height: element.clientHeight };
    if (size.width === 0 || size.height === 0) return wholeView(bounds());
    const free = freePartOf(element, part, twin());
    const margin = marginOf(Math.min(free.right - free.left, free.bottom - free.top));
    return viewOf(part, bounds(), { size, maxZoom, free, margin });
  }

  return {
    showWhole,
    async showWholeFirst(isWanted) {
      await rest();
      await settled(store);
      if (isWanted()) showWhole(false);
    },
    showPart: (part) =>
      navigation.goTo(
        viewInFree(part, (side) => partMargin * side),
        true,
      ),
    refit(flight) {
      const { run, view, selection, pinned, comparison } = store.state;
      // Two maps make room for a panel, so that nothing stays where it was.
      const mayMove = run && (comparison || (selection === undefined && pinned === undefined));
      if (!mayMove || !view || !fitted || !isSameView(view, fitted, bounds())) return false;
      showWhole(flight);
      return true;
    },
  };
}

/** Waits until nothing is being selected. */
function settled(store: AppStore): Promise<void> {
  return new Promise((resolve) => {
    const end = store.watch(['selecting'], ({ selecting }) => {
      if (selecting) return;
      resolve();
      queueMicrotask(() => end());
    });
  });
}

/** Whether two views differ by no more than what numbers lose on their way through the transform. */
function isSameView(a: View, b: View, { x0, y0, x1, y1 }: Bounds): boolean {
  const apart = Math.hypot(a.x - b.x, a.y - b.y);
  return Math.abs(a.zoom / b.zoom - 1) < 1e-6 && apart <= 1e-6 * (x1 - x0 + y1 - y0);
}
