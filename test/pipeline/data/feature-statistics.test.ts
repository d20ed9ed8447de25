import { featureStatistics, keepStatistics } from '@latentscape/pipeline/data/feature-statistics';
import { seededRandom } from '@latentscape/pipeline/data/random';
import { describe, expect, test } from 'vitest';

/** Column by column and value by value, in plain float64. */
function twin(values: Uint8Array | Float32Array, rows: number, columns: number) {
  return Array.from({ length: columns }, (_, column) => {
    const all = Array.from({ length: rows }, (_, row) => values[row * columns + column]);
    const present = all.filter(Number.isFinite);
    const shift = Number.isFinite(all[0]) ? all[0] : 0;
    let sum = 0;
    let squares = 0;
    for (const value of present) {
      sum += value - shift;
      squares += (value - shift) * (value - shift);
    }
    return {
      min: present.reduce((a, b) => (b < a ? b : a), Number.POSITIVE_INFINITY),
      max: present.reduce((a, b) => (b > a ? b : a), Number.NEGATIVE_INFINITY),
      mean: shift + sum / present.length,
      variance: Math.max(0, squares / present.length - (sum / present.length) ** 2),
      missing: all.filter(Number.isNaN).length,
      infinite: all.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY).length,
      whole: Number(present.every(Number.isInteger)),
    };
  });
}

const byColumn = (found: ReturnType<typeof featureStatistics>, columns: number) =>
  Array.from({ length: columns }, (_, i) => ({
    min: found.min[i],
    max: found.max[i],
    mean: found.mean[i],
    variance: found.variance[i],
    missing: found.missing[i],
    infinite: found.infinite[i],
    whole: found.whole[i],
  }));

// Fewer columns than a vector holds, as many, and more; more rows than are looked through at once.
const widths = [1, 3, 4, 15, 16, 37, 784];

describe('statistics are those of a plain loop, to the last bit:', () => {
  test.each(widths)('%i columns of bytes', (columns) => {
    const random = seededRandom(columns);
    const rows = Math.ceil(600_000 / columns);
    const values = Uint8Array.from({ length: rows * columns }, (_, i) =>
      i % columns === 2 ? 255 : 256 * random() ** 2,
    );
    expect(byColumn(featureStatistics(values, rows, columns), columns)).toEqual(twin(values, rows, columns));
  });

  test.each(widths)('%i columns of float32, some whole, with NaN and infinity', (columns) => {
    const random = seededRandom(columns);
    const rows = Math.ceil(150_000 / columns);
    const values = Float32Array.from({ length: rows * columns }, (_, i) => {
      const chance = random();
      if (chance < 0.01) return Number.NaN;
      if (chance < 0.02) return chance < 0.015 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      const value = 1000 * (random() - 0.3);
      return i % columns === 2 ? Math.round(value) : value;
    });
    values[0] = Number.NaN;
    expect(byColumn(featureStatistics(values, rows, columns), columns)).toEqual(twin(values, rows, columns));
  });
});

test('of some columns, statistics are what they were', () => {
  const values = Float32Array.from({ length: 700 }, (_, i) => Math.sin(i) * (i % 7));
  const all = featureStatistics(values, 100, 7);
  expect(byColumn(keepStatistics(all, [5, 2]), 2)).toEqual([5, 2].map((i) => byColumn(all, 7)[i]));
});
