import { UserError } from '../errors.js';
import type { ImageShape } from './dataset.js';
import type { FeatureMatrix } from './feature-matrix.js';

const pixelName = /^(pixel|px)[ _-]?\d+$|^\d+x\d+$/i;
const fewestPixels = 64;

/** Width and height as the user writes them: `28x28`. */
export function parseImageSize(text: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/i.exec(text) ?? [];
  if (!(Number(width) > 0 && Number(height) > 0)) {
    throw new UserError(`--image ${text}: expected width x height, such as 28x28.`);
  }
  return { width: Number(width), height: Number(height) };
}

/**
 * Whether the rows of a table are images: the user says so, or the columns are called `pixel0`, `pixel1` … (or `1x1`,
 * `1x2` …) and there are as many as a square has.
 *
 * @throws UserError when the size that the user gave does not fit the number of features
 */
export function imageShapeOf(
  { names }: FeatureMatrix,
  wanted: string | undefined,
  source: string,
): ImageShape | undefined {
  if (wanted !== undefined) {
    const { width, height } = parseImageSize(wanted);
    const channels = names.length / (width * height);
    if (channels === 1 || channels === 3) return { width, height, channels };
    throw new UserError(
      `${source}: --image ${wanted} means ${width * height} features (${3 * width * height} in colour), but there are ${names.length}.`,
    );
  }
  const side = Math.sqrt(names.length);
  const square = Number.isInteger(side) && names.length >= fewestPixels;
  if (!square || !names.every((name) => pixelName.test(name))) return undefined;
  return { width: side, height: side, channels: 1 };
}
