import { type AskedWorker, askedWorker, copied } from '../ask-worker.js';
import { pointDiameter } from '../map/camera.js';
import { inSlices } from '../slices.js';
import { type PaintedPane, type Painting, paint } from './painting.js';
import type { Pane, Picture } from './picture.js';

/**
 * Stays for the next picture. To end a worker that has drawn on a canvas, the page would have to wait until the graphics
 * card has done all that it was told, which may be to draw a million points.
 */
let painter: AskedWorker<Painting> | undefined;

/** What is shown as a picture; painted and encoded in a worker, unless the browser has no canvas there. */
export async function pngOf(picture: Picture): Promise<Blob> {
  const painting = paintingOf(picture);
  if (!('OffscreenCanvas' in globalThis)) return paintHere(painting);
  const panes = await Promise.all(painting.panes.map(copyOf));
  const request: Painting = { ...painting, panes: panes.map(({ pane }) => pane) };
  painter ??= startPainter();
  try {
    return await painter.ask<Blob>(
      request,
      panes.flatMap(({ buffers }) => buffers),
    );
  } catch (error) {
    // The worker may never have come up.
    painter = undefined;
    throw error;
  }
}

function startPainter(): AskedWorker<Painting> {
  const worker = new Worker(new URL('./png.worker.ts', import.meta.url), { type: 'module' });
  return askedWorker(worker, 'The picture cannot be painted in this browser.');
}

function paintingOf({ size, panes }: Picture): Painting {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name);
  return {
    size,
    style: {
      gap: token('--line-strong'),
      ground: token('--ground'),
      halo: token('--halo'),
      ink: token('--ink'),
      font: token('--font'),
    },
    panes: panes.map(paintedPane),
  };
}

function paintedPane({ frame: { table, projection, size, zoom }, ...pane }: Pane): PaintedPane {
  const diameter = pointDiameter(table.rows, size, zoom);
  return {
    ...pane,
    positions: { x: table.x, y: table.y },
    options: { projection, size, diameter, limit: table.rows },
  };
}

/** The pane with arrays of its own. */
async function copyOf({ positions, look, ...pane }: PaintedPane) {
  const { appearance, crowding } = look;
  const { copies, buffers } = await copied({ ...positions, appearance, levels: crowding.levels });
  const { x, y, levels } = copies;
  return {
    pane: {
      ...pane,
      positions: { x, y },
      look: { appearance: copies.appearance, crowding: { ...crowding, levels } },
    },
    buffers,
  };
}

async function paintHere(painting: Painting): Promise<Blob> {
  const canvas = (await inSlices(paint(painting, () => document.createElement('canvas'))))!;
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be encoded'))),
      'image/png',
    );
  });
}
