import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Sharp } from 'sharp';
import { UserError } from '../errors.js';
import { checkMemory } from './memory.js';
import type { Table, TableColumn } from './table.js';

const extensions = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp)$/i;
/** Larger images are made smaller: what a dense network can learn from. */
const maxSide = 64;
const inParallel = 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether a file's name says that it is an image. */
export function isImageName(name: string): boolean {
  return extensions.test(name);
}

/** All images in a folder and the folders in it, in the order of their paths; hidden files are left out. */
export async function imagesInFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pathOf = (entry: Dirent) => join(entry.parentPath, entry.name);
  const paths = entries
    .filter((entry) => entry.isFile() && isImageName(entry.name) && !entry.name.startsWith('.'))
    .map(pathOf);
  if (paths.length === 0)
    throw new UserError(
      `${folder}: there are no images in this folder (PNG, JPEG, WebP, …). Tables in it are given by name, or as "${join(folder, '*.csv')}".`,
    );
  return paths.sort();
}

/**
 * Reads images as rows of bytes, resized to one size. Those in subfolders are labelled by the folder's name.
 *
 * @param folder what the ids are relative to
 * @param wanted width and height; by default the most frequent size, made smaller where a side exceeds 64 pixels
 * @throws UserError naming an image that cannot be read
 */
export async function readImages(paths: readonly string[], folder: string, wanted?: Size): Promise<Table> {
  const { default: sharp } = await import('sharp');
  const open = (path: string) => sharp(path, { failOn: 'warning' });
  const found = await eachImage(paths, async (path) => {
    const { width, height, channels = 3, hasAlpha, space } = await open(path).metadata();
    return {
      width,
      height,
      grey: space === 'b-w' || space === 'grey16' || channels - Number(hasAlpha) === 1,
    };
  });
  const { width, height } = wanted ?? commonSize(found);
  let channels: 1 | 3 = found.every(({ grey }) => grey) ? 1 : 3;
  const rowBytes = width * height * channels;
  checkMemory(folder, paths.length, rowBytes, 1);
  let values = new Uint8Array(paths.length * rowBytes);
  await eachImage(paths, async (path, row) => {
    const picture = open(path)
      .rotate()
      .flatten({ background: 'white' })
      .resize(width, height, { fit: 'fill' });
    values.set(await pixels(picture, channels), row * rowBytes);
  });
  if (channels === 3 && isGrey(values)) {
    channels = 1;
    values = values.filter((_, i) => i % 3 === 0);
  }
  const ids = paths.map((path) => relative(folder, path).split(sep).join('/'));
  const columns: TableColumn[] = [
    { kind: 'text', name: 'id', values: ids },
    { kind: 'vector', name: 'pixel', width: width * height * channels, values },
  ];
  const labels = paths.map((path) => basename(dirname(path)));
  if (new Set(labels).size > 1) columns.splice(1, 0, { kind: 'text', name: 'label', values: labels });
  const sizes = new Set(found.map((size) => `${size.width} x ${size.height}`));
  const resized = sizes.size > 1 || !sizes.has(`${width} x ${height}`);
  const notes = resized
    ? [
        `Images of ${sizes.size === 1 ? [...sizes][0] : `${sizes.size} sizes`} were resized to ${width} x ${height}.`,
      ]
    : [];
  return { source: folder, rows: paths.length, columns, image: { width, height, channels }, notes };
}

/** Whether red, green and blue are equal everywhere: grey pictures are often saved in colour. */
function isGrey(values: Uint8Array): boolean {
  for (let i = 0; i < values.length; i += 3) {
    if (values[i] !== values[i + 1] || values[i] !== values[i + 2]) return false;
  }
  return true;
}

async function pixels(picture: Sharp, channels: 1 | 3): Promise<Buffer> {
  return await picture
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
}

/** Works on a few images at a time; the results are in the order of the paths. */
async function eachImage<T>(
  paths: readonly string[],
  work: (path: string, row: number) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(paths.length);
  let next = 0;
  let refused: UserError | undefined;
  const worker = async () => {
    while (next < paths.length && refused === undefined) {
      const row = next++;
      try {
        results[row] = await work(paths[row], row);
      } catch (error) {
        const [reason] = (error as Error).message.split('\n');
        refused ??= new UserError(
          `${paths[row]}: this image cannot be read (${reason.replace(/:$/, '')}). Repair it or take it away.`,
        );
      }
    }
  };
  // All have let go of their files before anything is thrown: a mapped file that its owner then changes ends the process.
  await Promise.all(Array.from({ length: inParallel }, worker));
  if (refused !== undefined) throw refused;
  return results;
}

/** The most frequent size, shrunk in proportion to fit `maxSide`. */
function commonSize(sizes: readonly Size[]): Size {
  const counts = new Map<string, number>();
  for (const { width, height } of sizes) {
    const key = `${width}x${height}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const [width, height] = most.split('x').map(Number);
  const shrink = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
}
