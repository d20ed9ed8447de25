import { UserError } from '../errors.js';
import type { ImageShape } from './dataset.js';
import type { FeatureMatrix } from './feature-matrix.js';

const pixelName = /^(pixel|px)[ _-]?\d+$|^\d+x\d+$/i;
const fewestPixels = 64;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (colour), when the user says which. */
  readonly channels?: 1 | 3;
}

/** Width, height and perhaps channels as the user writes them: `28x28`, `28x28x1`. */
export function parseImageSize(text: string): ImageSize {
  const [, width, height, channels] = /^(\d{1,4})x(\d{1,4})(?:x([13]))?$/i.exec(text) ?? [];
  if (!(Number(width) > 0 && Number(height) > 0)) {
    throw new UserError(
      `--image ${text}: expected width x height, such as 28x28, or with channels (1 or 3), such as 28x28x3.`,
    );
  }
  const size = { width: Number(width), height: Number(height) };
  return channels === undefined ? size : { ...size, channels: channels === '1' ? 1 : 3 };
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
    const { width, height, channels } = parseImageSize(wanted);
    const pixels = width * height;
    const found = ([1, 3] as const).find((count) => count * pixels === names.length);
    if (found !== undefined && (channels ?? found) === found) return { width, height, channels: found };
    const meant =
      channels === undefined
        ? `${pixels} features (${3 * pixels} in colour)`
        : `${channels * pixels} features`;
    throw new UserError(`${source}: --image ${wanted} means ${meant}, but there are ${names.length}.`);
  }
  const side = Math.sqrt(names.length);
  const square = Number.isInteger(side) && names.length >= fewestPixels;
  if (!square || !names.every((name) => pixelName.test(name))) return undefined;
  return { width: side, height: side, channels: 1 };
}
