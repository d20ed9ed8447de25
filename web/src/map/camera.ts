import { extentOf } from './grid-index.js';

/** What the map shows: the data coordinates at its centre, and how many times it is enlarged over the whole. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Pixels from data coordinates: `px = x * scale + left`, `py = -y * scale + top`. */
export interface Projection {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** The rectangle that holds all points. */
export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function boundsOf(x: Float32Array, y: Float32Array): Bounds {
  const [x0, x1] = extentOf(x);
  const [y0, y1] = extentOf(y);
  return { x0, y0, x1, y1 };
}

/** What holds both parts. */
export function unionOf(a: Bounds, b: Bounds): Bounds {
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}

/** The view of everything. */
export function wholeView({ x0, y0, x1, y1 }: Bounds): View {
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom: 1 };
}

/** Pixels a data unit when the whole is shown, with a margin all around. */
export function fitScale({ x0, y0, x1, y1 }: Bounds, { width, height }: Size, margin = 32): number {
  const across = Math.max(1, width - 2 * margin) / (x1 - x0 || 1);
  const down = Math.max(1, height - 2 * margin) / (y1 - y0 || 1);
  return Math.min(across, down);
}

export function projectionOf(view: View, bounds: Bounds, size: Size): Projection {
  const scale = fitScale(bounds, size) * view.zoom;
  return { scale, left: size.width / 2 - view.x * scale, top: size.height / 2 + view.y * scale };
}

export function toPixels({ scale, left, top }: Projection, x: number, y: number): [number, number] {
  return [x * scale + left, -y * scale + top];
}

export function toData({ scale, left, top }: Projection, px: number, py: number): [number, number] {
  return [(px - left) / scale, (top - py) / scale];
}

/** Small enough for everything to fit beside panels. */
export const minZoom = 0.25;

/** A part of the map's element, in pixels from its top left corner. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Fitting {
  readonly size: Size;
  readonly maxZoom: number;
  /** What no panel covers. */
  readonly free: Rectangle;
  /** Pixels around what is shown. */
  readonly margin: number;
}

/** The view that shows a part of the plane in the middle of what is free of the map, as large as it fits. */
export function viewOf(part: Bounds, whole: Bounds, { size, maxZoom, free, margin }: Fitting): View {
  const room = { width: free.right - free.left, height: free.bottom - free.top };
  const fit = fitScale(part, room, margin) / fitScale(whole, size);
  const zoom = Math.min(maxZoom, Math.max(minZoom, fit));
  const scale = fitScale(whole, size) * zoom;
  const { x, y } = wholeView(part);
  return {
    x: x + (size.width - free.left - free.right) / 2 / scale,
    y: y - (size.height - free.top - free.bottom) / 2 / scale,
    zoom,
  };
}

/** Diameter of a point in pixels: small where points are many, growing as one zooms in. */
export function pointDiameter(rows: number, { width, height }: Size, zoom: number): number {
  const pixelsPerPoint = Math.sqrt((width * height) / Math.max(1, rows));
  const base = Math.min(8.5, Math.max(1.5, pixelsPerPoint * 0.6));
  return Math.min(16, base * zoom ** 0.55);
}
