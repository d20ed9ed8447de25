import { atOnce, chunkwise, type Steps } from '../slices.js';
import type { Projection, Size } from './camera.js';
import type { Crowding } from './crowding.js';

export interface DrawOptions {
  readonly projection: Projection;
  readonly size: Size;
  /** Of a point, in CSS pixels. */
  readonly diameter: number;
  /** Draw only this many points: an even sample, because the drawing order is shuffled. */
  readonly limit: number;
}

/** Draws points on a canvas. One implementation uses WebGL, the other a 2-D canvas where there is no WebGL. */
export interface PointRenderer {
  /** Data coordinates of all points. */
  setPositions(x: Float32Array, y: Float32Array): void;
  /** Four bytes a point: red, green, blue, emphasis. */
  setAppearance(rgba: Uint8Array): void;
  /** How opaque points are follows from how many lie around each. */
  setCrowding(crowding: Crowding): void;
  /** @param pixelRatio Device pixels in a CSS pixel. */
  resize(size: Size, pixelRatio: number): void;
  draw(options: DrawOptions): void;
  /** Draws the same out of sight, so many points a step as `piece` says then, and shows it with the last step. */
  drawSteps(options: DrawOptions, piece?: () => number): Steps<void>;
  /** How many calls of `draw` and steps of `drawSteps`, the latest ones, the graphics card has not done yet. */
  undone(): number;
  /** Frees what the graphics card holds. */
  destroy(): void;
}

/** Two maps that are compared, and a picture of them, have as many points as the map before. */
let latestOrder = new Uint32Array();

/**
 * A fixed shuffle of 0…n-1 (Fisher and Yates, with a small linear congruential generator): points drawn in this order
 * hide one another without favour to any class, and every prefix of it is a fair sample.
 */
export function drawingOrder(n: number): Uint32Array {
  return latestOrder.length === n ? latestOrder : atOnce(findDrawingOrder(n));
}

/** The same in slices. */
export function* findDrawingOrder(n: number): Steps<Uint32Array> {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let state = 12345;
  yield* chunkwise(n, (from, to) => {
    for (let i = n - 1 - from; i > n - 1 - to && i > 0; i--) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const j = Math.floor((state / 2 ** 32) * (i + 1));
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  });
  latestOrder = order;
  return order;
}

/** Gives a canvas as many pixels as its size on the screen has. The same size again would have it made anew as well. */
export function sizeCanvas(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  { width, height }: Size,
  pixelRatio: number,
): void {
  const [across, down] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
}
