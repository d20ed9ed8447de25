import { randomFrom } from '@latentscape/pipeline/tsne/random';

export interface Blobs {
  readonly data: Float32Array;
  readonly labels: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

/** `blobs` round clouds of equal size: centres uniform in a cube of side 10, points within 1 of them. */
export function makeBlobs(blobs: number, size: number, columns: number, seed = 1): Blobs {
  const random = randomFrom(seed);
  const centres = Float32Array.from({ length: blobs * columns }, () => 10 * random());
  const rows = blobs * size;
  const data = new Float32Array(rows * columns);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    labels[row] = row % blobs;
    for (let c = 0; c < columns; c++) {
      data[row * columns + c] = centres[labels[row] * columns + c] + random() + random() - 1;
    }
  }
  return { data, labels, rows, columns };
}
