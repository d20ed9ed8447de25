/** Least and greatest x, least and greatest y of an embedding. */
export type Extent = readonly [lowX: number, highX: number, lowY: number, highY: number];

/** Where the points are, and the middle of them. */
export interface Frame {
  readonly extent: Extent;
  readonly meanX: number;
  readonly meanY: number;
}

/** Joins what the chunks measured: six numbers each (the extent, sums of x and y), as the kernel `descend` writes them. */
export function joinFrames(parts: Float64Array, rows: number): Frame {
  let [lowX, highX, lowY, highY, sumX, sumY] = [Infinity, -Infinity, Infinity, -Infinity, 0, 0];
  for (let i = 0; i < parts.length; i += 6) {
    lowX = Math.min(lowX, parts[i]);
    highX = Math.max(highX, parts[i + 1]);
    lowY = Math.min(lowY, parts[i + 2]);
    highY = Math.max(highY, parts[i + 3]);
    sumX += parts[i + 4];
    sumY += parts[i + 5];
  }
  return { extent: [lowX, highX, lowY, highY], meanX: sumX / rows, meanY: sumY / rows };
}

/** The frame of points given as interleaved x and y. */
export function frameOf(y: Float32Array): Frame {
  const parts = new Float64Array(3 * y.length);
  for (let i = 0; i < y.length; i += 2) parts.set([y[i], y[i], y[i + 1], y[i + 1], y[i], y[i + 1]], 3 * i);
  return joinFrames(parts, y.length / 2);
}

export function extentOf(y: Float32Array): Extent {
  return frameOf(y).extent;
}
