import { tsne } from '@latentscape/pipeline/tsne/tsne';
import { describe, expect, it } from 'vitest';
import { makeBlobs } from './blobs.js';

const blobs = makeBlobs(10, 60, 8);
const { data, rows, columns } = blobs;
const short = { rows, columns, earlyIterations: 60, iterations: 60 };

describe('tsne', () => {
  it.each(['exact', 'fft'] as const)(
    'gives the same bytes for 1, 2, 3 and 8 threads (%s)',
    async (gradient) => {
      const one = await tsne(data, { ...short, gradient, threads: 1 });
      for (const threads of [2, 3, 8]) {
        const many = await tsne(data, { ...short, gradient, threads });
        expect(many.embedding).toEqual(one.embedding);
        expect(many.klDivergence).toBe(one.klDivergence);
      }
    },
  );

  it('gives each of ten blobs a place of its own', async () => {
    const { embedding, klDivergence, history } = await tsne(data, { rows, columns, threads: 2 });
    expect(klDivergence).toBeLessThan(1);
    expect(history.at(-1)?.iteration).toBe(750);
    let strangers = 0;
    for (let i = 0; i < rows; i++) {
      if (blobs.labels[nearestOnMap(embedding, i)] !== blobs.labels[i]) strangers++;
    }
    expect(strangers).toBe(0);
  });
});

function nearestOnMap(y: Float32Array, i: number): number {
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let j = 0; 2 * j < y.length; j++) {
    const distance = (y[2 * j] - y[2 * i]) ** 2 + (y[2 * j + 1] - y[2 * i + 1]) ** 2;
    if (j !== i && distance < least) {
      least = distance;
      nearest = j;
    }
  }
  return nearest;
}
