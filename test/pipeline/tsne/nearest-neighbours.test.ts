import { searchTwin } from '@latentscape/pipeline/tsne/kernels/search';
import { nearestNeighbours } from '@latentscape/pipeline/tsne/nearest-neighbours';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { describe, expect, it } from 'vitest';
import { makeBlobs } from './blobs.js';

describe('nearestNeighbours', () => {
  it.each([
    [12, 5],
    [60, 2],
    [1500, 1],
    [1500, 2],
    [1500, 3],
    [1500, 33],
  ])('finds what sorting all pairs finds: %i rows of %i columns', async (rows, columns) => {
    const { data } = makeBlobs(6, rows / 6, columns);
    const found = await nearestNeighbours(data, { rows, columns, k: 10, threads: 2 });
    const twin = searchTwin(data, columns, 10);
    expect([...found.indices]).toEqual(twin.indices);
    found.distances.forEach((distance, i) => {
      expect(distance).toBeCloseTo(twin.distances[i], 5);
    });
    expect(found.recall).toEqual({ value: 1, sample: 0 });
  });

  it('finds them in the plane where rows coincide, lie in a line, and one is far away', async () => {
    const random = randomFrom(8);
    const rows = 3000;
    const data = Float32Array.from({ length: 2 * rows }, (_, i) => {
      const row = i >> 1;
      if (row === 0) return 1e4;
      if (row < 500) return i % 2;
      return row < 1500 && i % 2 === 1 ? 3 : 10 * random();
    });
    const found = await nearestNeighbours(data, { rows, columns: 2, k: 10, threads: 2 });
    const truth = searchTwin(data, 2, 10).distances;
    found.distances.forEach((distance, i) => {
      expect(Math.abs(distance - truth[i])).toBeLessThan(1e-5 * Math.max(1, truth[i]) + 1e-3);
    });
  });

  it('finds the neighbours of other rows', async () => {
    const { data, columns } = makeBlobs(4, 400, 7);
    const queries = makeBlobs(4, 9, 7, 2).data;
    const found = await nearestNeighbours(data, { rows: 1600, columns, k: 3, queries });
    expect([...found.indices]).toEqual(searchTwin(data, columns, 3, queries).indices);
  });

  it('measures the angle for the metric cosine', async () => {
    const data = Float32Array.of(1, 0, 100, 1, 0, 1, 1, 50);
    const { indices } = await nearestNeighbours(data, { rows: 4, columns: 2, k: 1, metric: 'cosine' });
    expect([...indices]).toEqual([1, 0, 3, 2]);
  });

  it('finds 99% of them when it need not be exact', async () => {
    const random = randomFrom(3);
    const rows = 20_000;
    const data = Float32Array.from({ length: rows * 12 }, () => random() + random() + random());
    const options = { rows, columns: 12, k: 20, threads: 2 };
    const [exact, near] = [
      await nearestNeighbours(data, options),
      await nearestNeighbours(data, { ...options, exact: false }),
    ];
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      const truth = new Set(exact.indices.subarray(20 * row, 20 * row + 20));
      for (const neighbour of near.indices.subarray(20 * row, 20 * row + 20))
        if (truth.has(neighbour)) hits++;
    }
    expect(hits / (20 * rows)).toBeGreaterThan(0.985);
    expect(near.recall.value).toBeGreaterThanOrEqual(0.99);
    expect(near.recall.value).toBeCloseTo(hits / (20 * rows), 2);
    expect(near.recall.sample).toBeGreaterThan(300);
  });

  it('refuses more neighbours than there are', () => {
    const options = { rows: 5, columns: 1, k: 5 };
    expect(() => nearestNeighbours(new Float32Array(5), options)).toThrow(
      'k is 5, but a row has only 4 others',
    );
  });
});
