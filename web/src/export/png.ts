import { pointStyle, type Size } from '../map/camera.js';
import { createCanvasPoints } from '../map/points-canvas.js';
import type { PictureOptions } from './svg.js';

const pixelRatio = 2;

/** The map as it is shown, at twice its size on the screen, with the names of groups. */
export async function pngOf({ frame, appearance, labels }: PictureOptions): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const { table, projection, size, zoom } = frame;
  const points = createCanvasPoints(canvas);
  points.setPositions(table.x, table.y);
  points.setAppearance(appearance);
  points.resize(size, pixelRatio);
  points.draw({ projection, size, limit: table.rows, ...pointStyle(table.rows, size, zoom) });
  const style = getComputedStyle(document.documentElement);
  const context = canvas.getContext('2d')!;
  paintGround(context, size, style.getPropertyValue('--ground'));
  context.font = `680 16px ${style.getPropertyValue('--font')}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 5;
  context.strokeStyle = style.getPropertyValue('--halo');
  context.fillStyle = style.getPropertyValue('--ink');
  for (const { text, x, y } of labels) {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be encoded'))),
      'image/png',
    );
  });
}

/** Fills what the points left free. */
function paintGround(context: CanvasRenderingContext2D, { width, height }: Size, colour: string): void {
  context.globalCompositeOperation = 'destination-over';
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = 'source-over';
}
