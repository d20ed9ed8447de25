import { nearestNeighbours } from '@latentscape/pipeline/tsne/nearest-neighbours';
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
      // A thread takes 256 rows at least: enough for eight.
      const { data, rows } = makeBlobs(10, 210, columns);
      const options = { ...short, rows, gradient };
      const one = await tsne(data, { ...options, threads: 1 });
      for (const threads of [2, 3, 8]) {
        const many = await tsne(data, { ...options, threads });
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

  it('keeps three rings apart that a straight projection cannot part', async () => {
    const size = 100;
    const data = new Float32Array(3 * size * 3);
    for (let row = 0; row < 3 * size; row++) {
      const angle = (2 * Math.PI * Math.floor(row / 3)) / size;
      const radius = 1 + 2 * (row % 3);
      data.set([radius * Math.cos(angle), radius * Math.sin(angle), 0], 3 * row);
    }
    const { embedding } = await tsne(data, { rows: 3 * size, columns: 3, perplexity: 6, threads: 2 });
    for (let row = 0; row < 3 * size; row++) expect(nearestOnMap(embedding, row) % 3).toBe(row % 3);
  });

  it('lowers the divergence all the way after the early exaggeration', async () => {
    const { history, klDivergence } = await tsne(data, { rows, columns, reportEvery: 100, threads: 2 });
    const late = history.filter(({ iteration }) => iteration >= 300).map((state) => state.klDivergence);
    expect(late).toHaveLength(6);
    for (let i = 1; i < late.length; i++) expect(late[i]).toBeLessThan(late[i - 1]);
    expect(klDivergence).toBe(late.at(-1));
  });

  it('takes another seed to another map, and the same seed to the same', async () => {
    const random = { ...short, initialization: 'random' } as const;
    const [one, again, other] = [
      await tsne(data, { ...random, seed: 4 }),
      await tsne(data, { ...random, seed: 4 }),
      await tsne(data, { ...random, seed: 5 }),
    ];
    expect(again.embedding).toEqual(one.embedding);
    expect(other.embedding).not.toEqual(one.embedding);
  });

  it('gives each row its place whatever the order of the rows', async () => {
    const few = 300;
    const order = Uint32Array.from({ length: few }, (_, i) => (7 * i + 3) % few);
    const start = Float32Array.from({ length: 2 * few }, (_, i) => Math.sin(12.9898 * i));
    const inOrder = (values: Float32Array, width: number) =>
      Float32Array.from(
        { length: few * width },
        (_, i) => values[order[Math.floor(i / width)] * width + (i % width)],
      );
    for (const gradient of ['exact', 'fft'] as const) {
      const options = { rows: few, columns, gradient, perplexity: 20, earlyIterations: 0, iterations: 20 };
      const one = await tsne(data.slice(0, few * columns), { ...options, initialization: start });
      const other = await tsne(inOrder(data, columns), { ...options, initialization: inOrder(start, 2) });
      const expected = inOrder(one.embedding, 2);
      other.embedding.forEach((x, i) => {
        expect(Math.abs(x - expected[i])).toBeLessThan(1e-3);
      });
      expect(Math.max(...one.embedding.map((x, i) => Math.abs(x - start[i])))).toBeGreaterThan(0.1);
    }
  });

  it('measures angles for the metric cosine: the lengths of the rows are nothing to it', async () => {
    const lengths = data.map((x, i) => x * 2 ** (Math.floor(i / columns) % 5));
    const [one, other, euclidean] = [
      await tsne(data, { ...short, metric: 'cosine' }),
      await tsne(lengths, { ...short, metric: 'cosine' }),
      await tsne(lengths, short),
    ];
    expect(other.embedding).toEqual(one.embedding);
    expect(euclidean.embedding).not.toEqual(one.embedding);
  });

  it('spreads clusters wider with heavier tails, and takes several perplexities', async () => {
    const gapOf = (y: Float32Array) => Math.max(...y) - Math.min(...y);
    const usual = await tsne(data, short);
    const heavy = await tsne(data, { ...short, dof: 0.5 });
    expect(gapOf(heavy.embedding)).toBeGreaterThan(gapOf(usual.embedding));
    const several = await tsne(data, { ...short, perplexity: [5, 50] });
    expect(several.perplexity).toEqual([5, 50]);
    expect(several.embedding.every(Number.isFinite)).toBe(true);
  });

  it('makes the same affinities of a graph as of the vectors it was found in', async () => {
    const k = 90;
    const { indices, distances } = await nearestNeighbours(data, { rows, columns, k });
    const start = await tsne(data, { ...short, earlyIterations: 0, iterations: 0 });
    const given = { earlyIterations: 1, iterations: 0, initialization: start.embedding };
    const graph = await tsne({ graph: { rows, k, indices, distances } }, given);
    const vectors = await tsne(data, { rows, columns, ...given });
    expect(graph.klDivergence).toBeCloseTo(vectors.klDivergence, 5);
  });

  it('takes affinities as they are', async () => {
    // Two pairs that hold together, far from each other.
    const affinities = {
      rows: 4,
      starts: Uint32Array.of(0, 1, 2, 3, 4),
      indices: Uint32Array.of(1, 0, 3, 2),
      values: Float32Array.of(1, 1, 1, 1),
    };
    const { embedding } = await tsne({ affinities }, { learningRate: 1, initialization: 'random' });
    expect([0, 1, 2, 3].map((i) => nearestOnMap(embedding, i))).toEqual([1, 0, 3, 2]);
  });

  it('returns neighbours, history, seconds and the memory it took', async () => {
    const result = await tsne(data, { ...short, returnNeighbours: 5, reportEvery: 40 });
    const alone = await nearestNeighbours(data, { rows, columns, k: 5 });
    expect(result.neighbours?.indices).toEqual(alone.indices);
    expect(result.history.map(({ iteration }) => iteration)).toEqual([40, 80, 120]);
    expect(Object.keys(result.seconds).sort()).toEqual(['affinities', 'cells', 'neighbours', 'optimisation']);
    expect(result.memoryBytes).toBeGreaterThan(rows * 90 * 8);
    expect(result.neighbourRecall).toEqual({ value: 1, sample: 0 });
  });

  it('stops when it is told to, with the reason that it was given', async () => {
    const controller = new AbortController();
    const endless = { rows, columns, iterations: 1e9, signal: controller.signal };
    const run = tsne(data, { ...endless, onIteration: () => controller.abort(new Error('enough')) });
    await expect(run).rejects.toThrow('enough');
    await expect(tsne(data, endless)).rejects.toThrow('enough');
  });

  it('leaves the calling thread free', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const seen = new Set<string>();
    await tsne(data, { ...short, onProgress: ({ phase }) => seen.add(phase) });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
    expect(seen).toContain('optimisation');
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
