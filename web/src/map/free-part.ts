import { type Bounds, fitScale, type Rectangle } from './camera.js';

/** What lies over the map and stays there while one looks at it. */
const covers = '.legend, .side > *, .map-controls, .zoom-group, .search, .player, .comparison, .map-name';
/** Panels that are narrower than this share of the map stand in a column, and grow down it. */
const columnShare = 0.6;

/**
 * What is left of an element when all that covers a part of it is cut off. Each cut is at the side where `part` loses
 * least: a legend beside a map that is wider than high costs nothing.
 *
 * @param twin An element of the same size that is to show the same part: what covers either is free in none.
 */
export function freePartOf(element: HTMLElement, part: Bounds, twin = element): Rectangle {
  const { width, height } = element.getBoundingClientRect();
  const covered = [...new Set([element, twin])].flatMap(coversOf);
  // Where a small one costs least depends on what the large ones leave.
  covered.sort((a, b) => areaOf(b) - areaOf(a));
  return freeOf({ left: 0, top: 0, right: width, bottom: height }, covered, part);
}

/** The rectangles that lie over an element, in pixels from its top left corner. */
function coversOf(element: HTMLElement): Rectangle[] {
  const area = element.getBoundingClientRect();
  return [...document.querySelectorAll(covers)]
    .filter((cover) => cover.checkVisibility({ visibilityProperty: true }))
    .map((cover) => {
      const { left, top, right, bottom, width } = cover.getBoundingClientRect();
      const across = { left: left - area.left, right: right - area.left };
      const isColumn = cover.matches('.side > *') && width < columnShare * area.width;
      return isColumn
        ? { ...across, top: 0, bottom: area.height }
        : { ...across, top: top - area.top, bottom: bottom - area.top };
    });
}

const areaOf = ({ left, top, right, bottom }: Rectangle) => (right - left) * (bottom - top);

function freeOf(whole: Rectangle, covered: readonly Rectangle[], part: Bounds): Rectangle {
  let free = whole;
  for (const cover of covered) {
    const { left, top, right, bottom } = cover;
    if (left >= free.right || right <= free.left || top >= free.bottom || bottom <= free.top) continue;
    const cuts = [
      { ...free, left: right },
      { ...free, right: left },
      { ...free, top: bottom },
      { ...free, bottom: top },
    ];
    const best = cuts.reduce((a, b) => (worth(b, part) > worth(a, part) ? b : a));
    if (worth(best, part) > 0) free = best;
  }
  return free;
}

/** How large `part` can be shown, and how much room there is around it. */
function worth({ left, top, right, bottom }: Rectangle, part: Bounds): number {
  const [width, height] = [right - left, bottom - top];
  if (width <= 0 || height <= 0) return 0;
  return fitScale(part, { width, height }, 0) * width * height;
}
