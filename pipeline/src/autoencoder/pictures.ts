import type { ImageShape } from '../data/dataset.js';
import type { Settings } from './settings.js';

/** Small pictures of one size, one after the other; a row that is no image becomes a strip of one pixel a feature. */
export interface Pictures extends ImageShape {
  readonly count: number;
  /** Bytes, row-major, channels last, in base64. */
  readonly pixels: string;
}

/** What black and white stand for. */
export type Range = readonly [least: number, most: number];

/** 0 and 1 where the network was told that all features lie there, else the range of the values. */
export function rangeOf(values: Float32Array, { loss }: Settings): Range {
  if (loss === 'bce') return [0, 1];
  return values.reduce<Range>(([least, most], v) => [Math.min(least, v), Math.max(most, v)], [0, 0]);
}

/**
 * @param values `n x columns`, row-major
 * @param range what becomes black and what white
 */
export function toPictures(
  values: Float32Array,
  { image, columns }: Settings,
  [least, most]: Range,
): Pictures {
  const scale = 255 / (most - least || 1);
  const bytes = Uint8ClampedArray.from(values, (value) => (value - least) * scale);
  const shape = image ?? { width: columns, height: 1, channels: 1 };
  return { ...shape, count: values.length / columns, pixels: Buffer.from(bytes).toString('base64') };
}
