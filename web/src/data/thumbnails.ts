import type { Thumbnails as ThumbnailLayout } from '@latentscape/pipeline';
import { damaged, fileAddress, missing } from '../api.js';
import { pixelContext } from '../dom.js';

/** Draws the pictures of rows out of the atlas pages, each of which is loaded when first needed. */
export interface Thumbnails {
  readonly width: number;
  readonly height: number;
  /** Draws the row's picture over the whole canvas. Resolves to false when the page cannot be had. */
  draw(canvas: HTMLCanvasElement, row: number): Promise<boolean>;
  /** The row's picture as RGBA bytes. */
  pixels(row: number): Promise<Uint8ClampedArray | undefined>;
  /** Calls `listener` with a sentence for the user whenever a page turns out to be missing or damaged. */
  onBroken(listener: (sentence: string) => void): void;
}

/** Bytes of decoded pages that are kept; a page of MNIST takes 13 MB, and what is dropped is in the browser's cache still. */
const mostBytes = 256 * 2 ** 20;

/**
 * @param layout How the atlas pages hold the rows: in order, left to right, top to bottom, page after page.
 * @param run The run in whose data set the pages are.
 */
export function createThumbnails(layout: ThumbnailLayout, run: string): Thumbnails {
  const { tileWidth: width, tileHeight: height, tilesPerRow, tilesPerPage, pages } = layout;
  const loaded = new Map<number, Promise<ImageBitmap | undefined>>();
  /** The row that each canvas should show: a slow page must not draw over a later one. */
  const wanted = new WeakMap<HTMLCanvasElement, number>();

  const pageBytes = 4 * width * height * tilesPerPage;
  const mostPages = Math.max(2, Math.floor(mostBytes / pageBytes));

  let tell: Parameters<Thumbnails['onBroken']>[0] = () => {};
  async function load(index: number): Promise<ImageBitmap | undefined> {
    const page = pages.at(index);
    if (page === undefined) {
      tell(`“${run}” has fewer pictures than rows. Run the pipeline again to mend it.`);
      return undefined;
    }
    const path = `dataset/${page}`;
    const image = await loadImage(fileAddress(run, path));
    if (image instanceof ImageBitmap) return image;
    if (image === 'unreachable') loaded.delete(index);
    else tell((image === 'missing' ? missing : damaged)(run, path).message);
    return undefined;
  }

  function page(index: number): Promise<ImageBitmap | undefined> {
    const image = loaded.get(index) ?? load(index);
    loaded.delete(index);
    loaded.set(index, image); // the one that was asked for last is the last to go
    if (loaded.size > mostPages) loaded.delete(loaded.keys().next().value!);
    return image;
  }

  function drawTile(context: CanvasRenderingContext2D, image: ImageBitmap, row: number): void {
    const tile = row % tilesPerPage;
    const left = (tile % tilesPerRow) * width;
    const top = Math.floor(tile / tilesPerRow) * height;
    context.drawImage(image, left, top, width, height, 0, 0, width, height);
  }

  async function draw(canvas: HTMLCanvasElement, row: number): Promise<boolean> {
    wanted.set(canvas, row);
    const image = await page(Math.floor(row / tilesPerPage));
    if (wanted.get(canvas) !== row) return true;
    canvas.width = width;
    canvas.height = height;
    if (!image) return false;
    drawTile(pixelContext(canvas), image, row);
    return true;
  }

  const scratch = document.createElement('canvas');
  scratch.width = width;
  scratch.height = height;
  const scratchContext = pixelContext(scratch);

  async function pixels(row: number): Promise<Uint8ClampedArray | undefined> {
    const image = await page(Math.floor(row / tilesPerPage));
    if (!image) return undefined;
    drawTile(scratchContext, image, row);
    return scratchContext.getImageData(0, 0, width, height).data;
  }

  return {
    width,
    height,
    draw,
    pixels,
    onBroken(listener) {
      tell = listener;
    },
  };
}

/** Decodes away from the main thread, and once: a canvas that draws an `Image` may have to decode it again. */
async function loadImage(source: string): Promise<ImageBitmap | 'missing' | 'damaged' | 'unreachable'> {
  const response = await fetch(source).catch(() => undefined);
  const content = response?.ok ? await response.blob().catch(() => undefined) : undefined;
  if (content) return createImageBitmap(content).catch(() => 'damaged' as const);
  return response?.status === 404 ? 'missing' : 'unreachable';
}
