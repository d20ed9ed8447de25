import { type Colouring, rgbOf } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import type { SweepMap } from './sweep-data.js';

/** Share of the picture's side that stays empty around the points. */
const margin = 0.04;

/** Draws the points of a map, as large as fits, into a square canvas of the size that it has on the page. */
export function drawSmallMap(canvas: HTMLCanvasElement, { x, y }: SweepMap, colouring: Colouring): void {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context || side === 0) return;
  const place = fit(x, y, side);
  const size = pointSize(x.length) * devicePixelRatio;
  const round = size > 2.5;
  let last = -1;
  for (let row = 0; row < x.length; row++) {
    const rgb = rgbOf(colouring, row);
    const key = (rgb[0] << 16) | (rgb[1] << 8) | rgb[2];
    if (key !== last) context.fillStyle = cssColour(rgb);
    last = key;
    const [left, top] = place(row);
    if (round) {
      context.beginPath();
      context.arc(left, top, size / 2, 0, 2 * Math.PI);
      context.fill();
    } else context.fillRect(left - size / 2, top - size / 2, size, size);
  }
}

/** Points are smaller where there are many; in CSS pixels. */
function pointSize(count: number): number {
  return Math.min(3.5, Math.max(1.1, 60 / Math.sqrt(count)));
}

/** Where each row lies: the same scale for both axes, y upwards. */
function fit(x: ArrayLike<number>, y: ArrayLike<number>, side: number): (row: number) => [number, number] {
  const [left, right] = extent(x);
  const [bottom, top] = extent(y);
  const scale = (side * (1 - 2 * margin)) / Math.max(right - left, top - bottom, Number.MIN_VALUE);
  return (row) => [
    side / 2 + (x[row] - (left + right) / 2) * scale,
    side / 2 - (y[row] - (bottom + top) / 2) * scale,
  ];
}

function extent(values: ArrayLike<number>): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return [least, most];
}
