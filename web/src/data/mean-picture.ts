import type { Thumbnails } from './thumbnails.js';

/** More rows than this are represented by an even sample. */
export const mostPictures = 600;

/** Other work gets its turn after this long. */
const mostMilliseconds = 12;

/** The mean picture of rows as grey or RGB values from 0 to 1, three a pixel, and how many rows it is made of. */
export interface MeanPicture {
  readonly values: Float32Array;
  readonly count: number;
}

/** Averages the thumbnails of the rows, or of an even sample of 600 when they are more. */
export async function meanPicture(
  thumbnails: Thumbnails,
  rows: Uint32Array,
  signal: AbortSignal,
): Promise<MeanPicture | undefined> {
  const sums = new Float32Array(thumbnails.width * thumbnails.height * 3);
  const sampled = Math.min(rows.length, mostPictures);
  let count = 0;
  let pauseAt = performance.now() + mostMilliseconds;
  for (let i = 0; i < sampled; i++) {
    if (performance.now() > pauseAt) {
      await new Promise((resolve) => setTimeout(resolve));
      pauseAt = performance.now() + mostMilliseconds;
    }
    const pixels = await thumbnails.pixels(rows[Math.floor((i * rows.length) / sampled)]);
    if (signal.aborted) return undefined;
    if (!pixels) continue;
    for (let j = 0, at = 0; j < sums.length; j++, at += j % 3 === 0 ? 2 : 1) sums[j] += pixels[at] / 255;
    count++;
  }
  return count === 0 ? undefined : { values: sums.map((sum) => sum / count), count };
}
