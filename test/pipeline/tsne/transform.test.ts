import { nearestNeighbours } from '@latentscape/pipeline/tsne/nearest-neighbours';
import { openMap, transform } from '@latentscape/pipeline/tsne/transform';
import { tsne } from '@latentscape/pipeline/tsne/tsne';
import { beforeAll, describe, expect, it } from 'vitest';
import { digits } from './digits.js';

const { data: all, labels, columns } = digits(3000);
const rows = 2500;
const data = all.slice(0, rows * columns);
const fresh = all.slice(rows * columns);
let embedding: Float32Array;

beforeAll(async () => {
  ({ embedding } = await tsne(data, { rows, columns, threads: 2 }));
});

/** Share of points whose nearest ten on the map have most often their own label. */
async function accuracy(points: Float32Array, own: Uint8Array): Promise<number> {
  const { indices } = await nearestNeighbours(embedding, { rows, columns: 2, k: 10, queries: points });
  let right = 0;
  own.forEach((label, i) => {
    const votes = new Array(10).fill(0);
    for (const row of indices.subarray(10 * i, 10 * i + 10)) votes[labels[row]]++;
    if (votes.indexOf(Math.max(...votes)) === label) right++;
  });
  return right / own.length;
}

describe('transform', () => {
  it('places digits that it has not seen among their like', async () => {
    const placed = await transform(fresh, data, embedding, { rows, columns, threads: 2 });
    // They were placed by their true nearest neighbours.
    const { indices } = await nearestNeighbours(data, { rows, columns, k: 10, queries: fresh });
    expect([...placed.neighbours.indices.subarray(0, 10)]).toEqual([...indices.subarray(0, 10)]);
    expect(await accuracy(placed.embedding, labels.slice(rows))).toBeGreaterThan(0.85);
  });

  it('puts rows placed one by one where they are placed together', async () => {
    const map = await openMap(data, embedding, { rows, columns, threads: 2 });
    const together = await map.place(fresh.slice(0, 20 * columns));
    for (const i of [0, 7, 19]) {
      const alone = await map.place(fresh.slice(i * columns, (i + 1) * columns));
      expect([...alone.embedding]).toEqual([...together.embedding.slice(2 * i, 2 * i + 2)]);
    }
    map.close();
    await expect(map.place(fresh.slice(0, columns))).rejects.toThrow('ended');
  });

  it('puts a row of the map close to where it is', async () => {
    const { embedding: placed } = await transform(data.slice(0, 200 * columns), data, embedding, {
      rows,
      columns,
    });
    const shifts = Array.from({ length: 200 }, (_, i) =>
      Math.hypot(placed[2 * i] - embedding[2 * i], placed[2 * i + 1] - embedding[2 * i + 1]),
    ).sort((a, b) => a - b);
    expect(shifts[100]).toBeLessThan(2);
  });

  it('says what does not fit', async () => {
    const options = { rows, columns };
    await expect(transform(fresh.slice(1), data, embedding, options)).rejects.toThrow('the new data has');
    await expect(transform(fresh, data, embedding.slice(2), options)).rejects.toThrow('2500 rows need 5000');
  });
});
