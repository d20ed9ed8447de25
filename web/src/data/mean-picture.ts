import type { Rows } from './selection.js';
import type { Thumbnails } from './thumbnails.js';

/** More rows than this are represented by an even sample. */
export const mostPictures = 600;

/** The mean picture of rows as grey or RGB values from 0 to 1, three a pixel, and how many rows it is made of. */
export interface MeanPicture {
  readonly values: Float32Array;
  readonly count: number;
}

/** Averages the thumbnails of the rows, or of an even sample of 600 when they are more. */
export async function meanPicture(
  thumbnails: Thumbnails,
  rows: Rows,
  signal: AbortSignal,
): Promise<MeanPicture | undefined> {
  const sums = new Float32Array(thumbnails.width * thumbnails.height * 3);
  const step = Math.max(1, rows.length / mostPictures);
  let count = 0;
  for (let i = 0; i < rows.length; i += step) {
    const pixels = await thumbnails.pixels(rows[Math.floor(i)]);
    if (signal.aborted) return undefined;
    if (!pixels) continue;
    for (let j = 0, at = 0; j < sums.length; j++, at += j % 3 === 0 ? 2 : 1) sums[j] += pixels[at] / 255;
    count++;
  }
  return count === 0 ? undefined : { values: sums.map((sum) => sum / count), count };
}
