import type { DatasetDescription } from '@latentscape/pipeline';
import { type Codes, createCodes } from './codes.js';

/** A page should not hold more of a table than this. */
const mostBytes = 96 * 2 ** 20;

/** The features of all rows, fetched by the first question and kept in a worker; refused where they are too many. */
export function createFeatureMatrix(
  run: string,
  rows: number,
  dataset: DatasetDescription | undefined,
): Pick<Codes, 'contrasts' | 'close'> {
  const bytes = dataset ? rows * dataset.columns * 4 : 0;
  if (bytes <= mostBytes) return createCodes(run, rows, 'dataset/features.npy');
  const megabytes = Math.round(bytes / 2 ** 20).toLocaleString('en');
  return {
    contrasts: () => Promise.reject(new Error(`too many to compare in a page (${megabytes} MB).`)),
    close: () => {},
  };
}
