import { readFileSync } from 'node:fs';
import { jointAffinities } from '@latentscape/pipeline/tsne/joint-affinities';
import { searchTwin } from '@latentscape/pipeline/tsne/kernels/search';
import { describe, expect, it } from 'vitest';
import { makeEngine } from './engine.js';
import { putTable, readAffinities } from './tables.js';

/** How the numbers were made is written in the fixture itself. */
interface Fixture {
  readonly rows: number;
  readonly columns: number;
  readonly perplexity: number;
  readonly data: readonly number[];
  readonly affinities: readonly (readonly [number, number, number])[];
}

const url = new URL('../../fixtures/tsne/affinities-sklearn.json', import.meta.url);
const fixture: Fixture = JSON.parse(readFileSync(url, 'utf8'));

async function affinitiesOf(data: Float32Array, columns: number, perplexities: number[], k: number) {
  const engine = await makeEngine();
  const { indices, distances } = searchTwin(data, columns, k);
  const squared = Float32Array.from(distances, (distance) => distance ** 2);
  const table = putTable(engine, Uint32Array.from(indices), squared, k);
  return readAffinities(engine, jointAffinities(engine, table, perplexities, 0), 0);
}

describe('joint affinities', () => {
  const data = Float32Array.from(fixture.data);
  const { columns, rows, perplexity } = fixture;

  it("are scikit-learn's on the same rows", async () => {
    const affinities = await affinitiesOf(data, columns, [perplexity], rows - 1);
    for (const [i, j, expected] of fixture.affinities) {
      // Its search stops at 1e-5 of the entropy, ours at 1e-6.
      expect(Math.abs((affinities[i].get(j) ?? 0) - expected)).toBeLessThan(1e-4 * expected + 1e-9);
    }
  });

  it('follow the rows when they are put in another order', async () => {
    const swap = (row: number) => (row * 7 + 3) % rows;
    const shuffled = new Float32Array(data.length);
    for (let row = 0; row < rows; row++) {
      shuffled.set(data.subarray(row * columns, (row + 1) * columns), swap(row) * columns);
    }
    const [one, other] = [
      await affinitiesOf(data, columns, [5], rows - 1),
      await affinitiesOf(shuffled, columns, [5], rows - 1),
    ];
    one.forEach((row, i) => {
      for (const [j, p] of row) expect(other[swap(i)].get(swap(j))).toBeCloseTo(p, 8);
    });
  });

  it('of several perplexities are the mean of those of each', async () => {
    const both = await affinitiesOf(data, columns, [4, 12], rows - 1);
    const [small, large] = [
      await affinitiesOf(data, columns, [4], rows - 1),
      await affinitiesOf(data, columns, [12], rows - 1),
    ];
    both.forEach((row, i) => {
      for (const [j, p] of row)
        expect(p).toBeCloseTo(((small[i].get(j) ?? 0) + (large[i].get(j) ?? 0)) / 2, 8);
    });
  });
});
