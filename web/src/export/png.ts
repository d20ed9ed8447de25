import { pointDiameter } from '../map/camera.js';
import { createCanvasPoints } from '../map/points-canvas.js';
import { inSlices } from '../slices.js';
import type { Pane, Picture } from './picture.js';

const pixelRatio = 2;
/** Pixels from the top of a map to the middle of its name. */
const nameHeight = 24;

/** What is shown, at twice its size on the screen, with the names of groups and, where there are two maps, of runs. */
export async function pngOf({ panes, size }: Picture): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = size.width * pixelRatio;
  canvas.height = size.height * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  const style = getComputedStyle(document.documentElement);
  const fill = (name: string) => {
    context.fillStyle = style.getPropertyValue(name);
  };
  fill('--line-strong');
  context.fillRect(0, 0, size.width, size.height);
  for (const pane of panes) {
    const { left, top, frame, labels, name } = pane;
    const { width, height } = frame.size;
    fill('--ground');
    context.fillRect(left, top, width, height);
    context.drawImage(await pointsOf(pane), left, top, width, height);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 5;
    context.strokeStyle = style.getPropertyValue('--halo');
    fill('--ink');
    const write = (text: string, x: number, y: number) => {
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    };
    context.font = `680 16px ${style.getPropertyValue('--font')}`;
    for (const { text, x, y } of labels) write(text, left + x, top + y);
    context.font = `500 16px ${style.getPropertyValue('--font')}`;
    if (name !== undefined) write(name, left + width / 2, top + nameHeight);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be encoded'))),
      'image/png',
    );
  });
}

/** The points of a map on a canvas of their own. */
async function pointsOf({ frame, look }: Pane): Promise<HTMLCanvasElement> {
  const { table, projection, size, zoom } = frame;
  const canvas = document.createElement('canvas');
  const points = createCanvasPoints(canvas);
  points.setPositions(table.x, table.y);
  points.setAppearance(look.appearance);
  points.setCrowding(look.crowding);
  points.resize(size, pixelRatio);
  const diameter = pointDiameter(table.rows, size, zoom);
  await inSlices(points.drawSteps({ projection, size, diameter, limit: table.rows }));
  return canvas;
}
