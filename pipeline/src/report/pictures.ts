import sharp from 'sharp';
import type { Pictures } from '../autoencoder/pictures.js';

/** Pixels between neighbouring pictures of a sheet; they are transparent. Lines of a table touch. */
const gapOf = ({ height }: Pictures) => (height > 1 ? 2 : 0);

/** Colours a byte stands for: grey as it is, or blue below and red above 128 (no change: clear). */
export type Palette = 'grey' | 'change';

/**
 * Pictures side by side in one PNG, `perRow` to a row.
 * @returns the file's bytes and its size in pixels
 */
export async function contactSheet(
  pictures: Pictures,
  perRow: number = pictures.count,
  palette: Palette = 'grey',
): Promise<{ png: Buffer; width: number; height: number }> {
  const { width, height, channels, count } = pictures;
  const gap = gapOf(pictures);
  const columns = Math.min(perRow, count);
  const rows = Math.ceil(count / columns);
  const sheet = { width: columns * (width + gap) - gap, height: rows * (height + gap) - gap };
  const bytes = Buffer.from(pictures.pixels, 'base64');
  const rgba = new Uint8Array(sheet.width * sheet.height * 4);
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % columns) * (width + gap);
    const top = Math.floor(picture / columns) * (height + gap);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const from = (picture * width * height + pixel) * channels;
      const to = (top + Math.floor(pixel / width)) * sheet.width + left + (pixel % width);
      rgba.set(colour(bytes, from, channels, palette), to * 4);
    }
  }
  const png = await sharp(rgba, { raw: { ...sheet, channels: 4 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return { png, ...sheet };
}

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

function colour(bytes: Uint8Array, at: number, channels: 1 | 3, palette: Palette): Rgba {
  const red = bytes[at];
  if (palette === 'change') {
    const strength = Math.min(255, 2 * Math.abs(red - 128));
    return red < 128 ? [44, 107, 214, strength] : [214, 69, 44, strength];
  }
  return channels === 1 ? [red, red, red, 255] : [red, bytes[at + 1], bytes[at + 2], 255];
}

/** What JPEG makes of the same pictures. */
export interface JpegComparison {
  /** Bytes a picture: as near to what was asked for as JPEG comes. */
  readonly bytes: number;
  /** Mean squared difference, with black 0 and white 1. */
  readonly error: number;
}

/**
 * The best JPEG that spends about `bytes` a picture. All pictures go into one file, so that its header, which is longer
 * than a small picture, does not count against it.
 */
export async function jpegAtSize(pictures: Pictures, bytes: number): Promise<JpegComparison> {
  const { width, height, channels, count } = pictures;
  const pixels = Buffer.from(pictures.pixels, 'base64');
  const raw = { width, height: height * count, channels };
  let [low, high] = [1, 100];
  let best: JpegComparison | undefined;
  while (low <= high) {
    const quality = (low + high) >> 1;
    const file = await sharp(pixels, { raw }).jpeg({ quality, mozjpeg: true }).toBuffer();
    const spent = file.length / count;
    if (spent <= bytes || best === undefined) {
      const decoded = await sharp(file)
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      best = { bytes: spent, error: meanSquaredDifference(pixels, decoded) };
    }
    if (spent <= bytes) low = quality + 1;
    else high = quality - 1;
  }
  return best!;
}

function meanSquaredDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] - b[i]) / 255) ** 2;
  return sum / a.length;
}
