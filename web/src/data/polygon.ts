type Corner = readonly [x: number, y: number];

const bands = 256;

/**
 * Tells whether a place is inside a polygon, by the rule of d3's `polygonContains`. The polygon is cut into horizontal
 * bands that know the few edges in them, so that a place is not held against every edge.
 *
 * @param corners At least one; the last is joined to the first.
 */
export function createPolygonTest(corners: readonly Corner[]): (x: number, y: number) => boolean {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const bandOf = (y: number) => Math.min(bands - 1, Math.floor(((y - bottom) / (top - bottom || 1)) * bands));
  const edgesIn: number[][] = Array.from({ length: bands }, () => []);
  for (let edge = 0; edge < ys.length; edge++) {
    const before = ys.at(edge - 1)!;
    const last = bandOf(Math.max(ys[edge], before));
    for (let band = bandOf(Math.min(ys[edge], before)); band <= last; band++) edgesIn[band].push(edge);
  }
  return (x, y) => {
    if (!(x >= left && x <= right && y >= bottom && y <= top)) return false;
    let isInside = false;
    for (const edge of edgesIn[bandOf(y)]) {
      const before = edge === 0 ? ys.length - 1 : edge - 1;
      const [x0, y0, x1, y1] = [xs[edge], ys[edge], xs[before], ys[before]];
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) isInside = !isInside;
    }
    return isInside;
  };
}
