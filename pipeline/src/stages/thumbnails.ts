import sharp from 'sharp';
import type { Features, ImageShape } from '../data/dataset.js';
import type { Output } from '../store/atomic.js';
import type { Thumbnails } from '../store/dataset-folder.js';
import type { RunFolder } from '../store/run-folder.js';

const tilesPerRow = 64;
const tilesPerPage = tilesPerRow * tilesPerRow;

/** Larger pictures would make an atlas page that some browsers refuse to decode (64 x 64 = 4,096 pixels a side). */
const largestTile = 64;

/**
 * Writes the rows' pictures as atlas pages `dataset/thumbnails/000.png`, …: 64 x 64 tiles a page, in row order, so
 * that a page of the map costs a few requests and not one a point.
 */
export async function writeThumbnails(
  folder: RunFolder,
  features: Features,
  image: ImageShape,
): Promise<{ thumbnails: Thumbnails; outputs: Output[] }> {
  const shrink = Math.min(1, largestTile / Math.max(image.width, image.height));
  const tileWidth = Math.max(1, Math.round(image.width * shrink));
  const tileHeight = Math.max(1, Math.round(image.height * shrink));
  const outputs: Output[] = [];
  for (let first = 0; first < features.rows; first += tilesPerPage) {
    const count = Math.min(tilesPerPage, features.rows - first);
    const atlas = await atlasPage(features, image, first, count, tileWidth, tileHeight);
    const page = String(outputs.length).padStart(3, '0');
    outputs.push(await folder.write(`dataset/thumbnails/${page}.png`, atlas));
  }
  const pages = outputs.map((output) => output.path.slice('dataset/'.length));
  return { thumbnails: { tileWidth, tileHeight, tilesPerRow, tilesPerPage, pages }, outputs };
}

/** One atlas page as PNG: `count` pictures from row `first` on, 64 a line. */
async function atlasPage(
  features: Features,
  image: ImageShape,
  first: number,
  count: number,
  tileWidth: number,
  tileHeight: number,
): Promise<Buffer> {
  const { width, height, channels } = image;
  const lines = Math.ceil(count / tilesPerRow);
  const pageWidth = tilesPerRow * width;
  const pixels = Buffer.alloc(pageWidth * lines * height * channels);
  const bytesOf = pixelBytes(features);
  for (let tile = 0; tile < count; tile++) {
    const picture = bytesOf(first + tile);
    const left = (tile % tilesPerRow) * width;
    const top = Math.floor(tile / tilesPerRow) * height;
    for (let y = 0; y < height; y++) {
      const line = picture.subarray(y * width * channels, (y + 1) * width * channels);
      pixels.set(line, ((top + y) * pageWidth + left) * channels);
    }
  }
  let page = sharp(pixels, { raw: { width: pageWidth, height: lines * height, channels } });
  if (tileWidth !== width || tileHeight !== height) {
    page = page.resize(tilesPerRow * tileWidth, lines * tileHeight, { fit: 'fill' });
  }
  return page.png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer();
}

/** @returns a function that gives one row's pixels as bytes; other numbers are scaled by the features' own rule. */
function pixelBytes({ values, columns, scaling }: Features): (row: number) => Uint8Array {
  if (values instanceof Uint8Array) return (row) => values.subarray(row * columns, (row + 1) * columns);
  const offset = typeof scaling.offset === 'number' ? scaling.offset : 0;
  const factor = typeof scaling.factor === 'number' ? scaling.factor : 1;
  return (row) =>
    Uint8Array.from(values.subarray(row * columns, (row + 1) * columns), (value) =>
      Math.max(0, Math.min(255, Math.round((value - offset) * factor * 255))),
    );
}
