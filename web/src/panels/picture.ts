import type { DatasetDescription } from '@latentscape/pipeline';
import type { Thumbnails } from '../data/thumbnails.js';
import { h, pixelContext } from '../dom.js';

type ImageShape = NonNullable<DatasetDescription['image']>;

/** A canvas for a row of an image data set, with its name below. */
export function createPicture(name: string): { element: HTMLElement; canvas: HTMLCanvasElement } {
  const canvas = h('canvas', { class: 'thumbnail', role: 'img', 'aria-label': name });
  return {
    element: h('figure', { class: 'picture' }, canvas, h('figcaption', { class: 'quiet' }, name)),
    canvas,
  };
}

/** Draws pixel values from 0 to 1 (row-major, channels last); values beyond are clipped. */
export function drawPixels(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  { width, height, channels }: ImageShape,
): void {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[pixel * 4 + channel] = 255 * values[pixel * channels + (channels === 3 ? channel : 0)];
    image.data[pixel * 4 + 3] = 255;
  }
  pixelContext(canvas).putImageData(image, 0, 0);
}

/** The small picture of a row beside words that name it; hatched where it cannot be had. */
export function createThumbnail(thumbnails: Thumbnails, row: number): HTMLCanvasElement {
  const canvas = h('canvas', { class: 'thumbnail', 'aria-hidden': 'true' });
  void thumbnails.draw(canvas, row).then((drawn) => canvas.classList.toggle('is-missing', !drawn));
  return canvas;
}
