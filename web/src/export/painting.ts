import type { Positions } from '../data/snapshots.js';
import type { Size } from '../map/camera.js';
import type { Look } from '../map/look.js';
import type { DrawOptions } from '../map/points.js';
import { createCanvasPoints } from '../map/points-canvas.js';
import type { Steps } from '../slices.js';
import type { Mark } from './marks.js';

/** A canvas of a page, or one that a worker has. */
export type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** Everything that a picture is painted from, as plain data that can be sent to a worker. */
export interface Painting {
  /** Of all panes together, in pixels; the picture has twice as many. */
  readonly size: Size;
  readonly panes: readonly PaintedPane[];
  /** CSS colours and a font family of the page. */
  readonly style: Readonly<Record<'gap' | 'ground' | 'halo' | 'ink' | 'font', string>>;
}

export interface PaintedPane {
  /** Stands over the map where there are several. */
  readonly name: string | undefined;
  readonly left: number;
  readonly top: number;
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly under: readonly Mark[];
  readonly over: readonly Mark[];
  readonly positions: Positions;
  readonly look: Look;
  readonly options: DrawOptions;
}

const pixelRatio = 2;
/** Pixels from the top of a map to the middle of its name. */
const nameHeight = 24;

/** Paints the maps with the names of groups and, where there are two, of runs, on a canvas of twice their size. */
export function* paint<Kind extends Canvas>(
  { size, panes, style }: Painting,
  createCanvas: () => Kind,
): Steps<Kind> {
  const canvas = createCanvas();
  canvas.width = size.width * pixelRatio;
  canvas.height = size.height * pixelRatio;
  // Else the browser would keep the picture on a graphics card, and page or worker would wait for it to come back.
  const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = style.gap;
  context.fillRect(0, 0, size.width, size.height);
  for (const pane of panes) {
    const { left, top, labels, under, over, name, options } = pane;
    const { width, height } = options.size;
    context.fillStyle = style.ground;
    context.fillRect(left, top, width, height);
    paintMarks(context, under, pane, style.font);
    context.drawImage(yield* paintPoints(pane, createCanvas), left, top, width, height);
    yield;
    paintMarks(context, over, pane, style.font);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 5;
    context.strokeStyle = style.halo;
    context.fillStyle = style.ink;
    const write = (text: string, x: number, y: number) => {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    };
    context.font = `680 16px ${style.font}`;
    for (const { text, x, y } of labels) write(text, left + x, top + y);
    context.font = `500 16px ${style.font}`;
    if (name !== undefined) write(name, left + width / 2, top + nameHeight);
  }
  return canvas;
}

/** Lines and texts of one map; none leaves it. */
function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Mark[],
  { left, top, options: { size } }: PaintedPane,
  font: string,
): void {
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.rect(0, 0, size.width, size.height);
  context.clip();
  for (const mark of marks) {
    if ('path' in mark) {
      const path = new Path2D();
      path.addPath(new Path2D(mark.path), mark.matrix);
      context.strokeStyle = mark.colour;
      context.globalAlpha = mark.opacity;
      context.lineWidth = mark.width;
      context.stroke(path);
    } else {
      context.fillStyle = mark.colour;
      context.globalAlpha = 1;
      context.font = `${mark.size}px ${font}`;
      context.fillText(mark.text, mark.x, mark.y);
    }
  }
  context.restore();
}

/** The points of a map on a canvas of their own. */
function* paintPoints({ positions, look, options }: PaintedPane, createCanvas: () => Canvas): Steps<Canvas> {
  const canvas = createCanvas();
  const points = createCanvasPoints(canvas, { willReadFrequently: true });
  points.setPositions(positions.x, positions.y);
  points.setAppearance(look.appearance);
  points.setCrowding(look.crowding);
  points.resize(options.size, pixelRatio);
  yield* points.drawSteps(options);
  return canvas;
}
