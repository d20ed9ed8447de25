import { UserError } from '@latentscape/pipeline/errors';
import { type TsneInput, tsne } from '@latentscape/pipeline/tsne/tsne';
import { describe, expect, it } from 'vitest';

const quick = { earlyIterations: 30, iterations: 30, threads: 1 };
const embedOf = (data: number[], rows: number, columns: number) =>
  tsne(Float32Array.from(data), { ...quick, rows, columns });

describe('tsne with little or odd data', () => {
  it('refuses 0 rows', async () => {
    await expect(embedOf([], 0, 3)).rejects.toThrow(
      new UserError('the data has 0 rows; there is nothing to embed'),
    );
  });

  it('puts a single row at the origin', async () => {
    const { embedding, warnings } = await embedOf([1, 2], 1, 2);
    expect([...embedding]).toEqual([0, 0]);
    expect(warnings).toHaveLength(1);
  });

  it.each([2, 3, 4, 5])('embeds %i rows, apart and finite, with a reduced perplexity', async (rows) => {
    const { embedding, klDivergence, perplexity, warnings } = await embedOf(
      Array.from({ length: 2 * rows }, (_, i) => i * i),
      rows,
      2,
    );
    expect(embedding.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(klDivergence)).toBe(true);
    expect(new Set(embedding).size).toBe(2 * rows);
    expect(perplexity).toBe(Math.max(1, (rows - 1) / 3));
    expect(warnings[0]).toMatch(
      `perplexity 30 is too large for ${rows} rows; using ${Number(perplexity).toFixed(2).replace('.00', '')}`,
    );
  });

  const rows = 60;
  const spread = Array.from({ length: rows * 3 }, (_, i) => Math.sin(i * 12.9898) * 10);
  it.each([
    ['all rows equal', spread.map(() => 7)],
    ['a constant column', spread.map((x, i) => (i % 3 === 1 ? 5 : x))],
    ['one far outlier', spread.map((x, i) => (i < 3 ? 1e6 : x))],
    ['every row twice', spread.map((_, i) => spread[i % 90])],
    ['huge numbers', spread.map((x) => x * 1e35)],
    ['tiny numbers', spread.map((x) => x * 1e-35)],
  ])('stays finite for %s', async (_, data) => {
    for (const gradient of ['exact', 'fft'] as const) {
      const result = await tsne(Float32Array.from(data), {
        ...quick,
        gradient,
        rows,
        columns: 3,
        perplexity: 8,
      });
      expect(result.embedding.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(result.klDivergence)).toBe(true);
      expect(new Set(result.embedding).size).toBeGreaterThan(rows);
    }
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'infinity'],
  ])('names the row and column of %d', async (value, name) => {
    const data = spread.with(3 * 17 + 2, value);
    await expect(embedOf(data, rows, 3)).rejects.toThrow(`the data holds ${name} in row 17, column 2`);
  });
});

describe('tsne with bad options', () => {
  const data = Float32Array.from({ length: 20 }, (_, i) => i);
  it.each([
    [{ perplexity: 0 }, 'invalid perplexity: 0; expected a number of at least 1'],
    [{ perplexity: [] }, 'perplexity is an empty list'],
    [{ iterations: 1.5 }, 'invalid iterations: 1.5; expected a whole number'],
    [{ momentum: 1 }, 'invalid momentum: 1; expected a number from 0 up to but not including 1'],
    [{ learningRate: -1 }, "invalid learningRate: -1; expected 'auto' or a positive number"],
    [{ gradient: 'bh' }, "invalid gradient: bh; expected 'auto', 'exact' or 'fft'"],
    [{ initialization: new Float32Array(3) }, 'initialization has 3 numbers; 10 rows need 20'],
    [{ threads: 0 }, 'invalid threads: 0; expected a whole number above 0'],
    [{ rows: 7 }, 'the data has 20 numbers; 7 rows of 2 columns are 14'],
  ])('%j is refused', async (options, message) => {
    const all = { rows: 10, columns: 2, ...options } as Parameters<typeof tsne>[1];
    await expect(tsne(data, all)).rejects.toThrow(message);
  });

  it.each<[TsneInput, string]>([
    [
      { graph: { rows: 2, k: 2, indices: Uint32Array.of(1, 0, 1, 0), distances: new Float32Array(4) } },
      'invalid k: 2; a graph of 2 rows has from 1 to 1 neighbours a row',
    ],
    [
      { graph: { rows: 0, k: 1, indices: new Uint32Array(), distances: new Float32Array() } },
      'the graph has 0 rows; there is nothing to embed',
    ],
    [
      { graph: { rows: 3, k: 1, indices: Uint32Array.of(1, 2, 3), distances: new Float32Array(3) } },
      'the graph names row 3, but there are 3 rows (counted from 0)',
    ],
    [
      { graph: { rows: 3, k: 1, indices: Uint32Array.of(1, 2), distances: new Float32Array(3) } },
      'the graph has 2 indices and 3 distances; 3 rows of 1 neighbours are 3',
    ],
    [
      {
        affinities: {
          rows: 2,
          starts: Uint32Array.of(0, 1, 2),
          indices: Uint32Array.of(1, 0),
          values: Float32Array.of(1, -1),
        },
      },
      'the affinities hold -1; expected finite numbers, 0 or more',
    ],
    [
      { graph: { rows: 3, k: 2, indices: Uint32Array.of(1, 2, 0, 2, 1, 1), distances: new Float32Array(6) } },
      'the graph names row 1 twice as a neighbour of row 2',
    ],
    [
      {
        affinities: {
          rows: 3,
          starts: Uint32Array.of(0, 2, 3, 3),
          indices: Uint32Array.of(1, 2, 0),
          values: Float32Array.of(1, 1, 1),
        },
      },
      'the affinities are not symmetric: row 0 has 1 for row 2, which has 0 for row 0; add the matrix to its transpose',
    ],
  ])('a damaged graph is refused: case %#', async (input, message) => {
    await expect(tsne(input, quick)).rejects.toThrow(message);
  });
});
