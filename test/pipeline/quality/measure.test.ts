import { seededRandom } from '@latentscape/pipeline/data/random';
import { InterruptedError } from '@latentscape/pipeline/errors';
import { type MeasureOptions, measureQuality } from '@latentscape/pipeline/quality/measure';
import { featureSpace, matrixSpace, type Space } from '@latentscape/pipeline/quality/space';
import { describe, expect, test } from 'vitest';
import { coRankingMatrix } from './co-ranking.js';
import { data, expected, labels, map, mapValues } from './reference-rows.js';

const rows = 300;

async function compare(from: Space, to: Space, options: MeasureOptions = {}, classes = labels) {
  const { spaces, steps } = await measureQuality(
    [
      { name: 'input', space: from },
      { name: 'map', space: to },
    ],
    classes,
    options,
  );
  return { input: spaces[0], map: spaces[1], step: steps[0] };
}

const values = (estimates: readonly { value: number }[]) => estimates.map(({ value }) => value);

function expectAllClose(found: readonly number[], wanted: readonly number[]) {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]), `${value} for ${wanted[i]}`).toBeLessThan(1e-6);
  });
}

/** `rows x columns` numbers from a standard normal distribution. */
function gaussian(count: number, columns: number, seed: number): Space {
  const random = seededRandom(seed);
  const draw = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return matrixSpace(Float32Array.from({ length: count * columns }, draw), count, columns);
}

describe('300 rows, all of them compared', () => {
  test('trustworthiness and continuity are those of scikit-learn', async () => {
    const { step } = await compare(data, map);
    expectAllClose(values(step.trustworthiness), expected.trustworthiness);
    expectAllClose(values(step.continuity), expected.continuity);
    expect(step.trustworthiness.map(({ k, standardError }) => [k, standardError])).toEqual([
      [10, 0],
      [30, 0],
      [100, 0],
    ]);
  });

  test('silhouette and label accuracy are those of scikit-learn', async () => {
    const found = await compare(data, map);
    expectAllClose(
      [found.input, found.map].flatMap(({ silhouette, labelAccuracy }) =>
        values([silhouette!, labelAccuracy!]),
      ),
      [
        expected.silhouette.data,
        expected.labelAccuracy.data,
        expected.silhouette.map,
        expected.labelAccuracy.map,
      ],
    );
  });

  test('distance and class-centre correlation and stress are those of SciPy and NumPy', async () => {
    const { step } = await compare(data, map);
    expectAllClose(
      [step.distanceCorrelation.value, step.classCentreCorrelation!, step.stress.value],
      [expected.distanceCorrelation, expected.classCentreCorrelation, expected.stress],
    );
  });

  test('recall, its curve and its area are those of the co-ranking matrix', async () => {
    const { step } = await compare(data, map);
    const { recallAt, rnxAt, area } = coRankingMatrix(data, map);
    expectAllClose(values(step.recall), [10, 30, 100].map(recallAt));
    expectAllClose(step.curve.recall, step.curve.k.map(recallAt));
    expectAllClose(step.curve.rnx, step.curve.k.map(rnxAt));
    expectAllClose([step.rnxArea.value], [area]);
  });
});

describe('what must not matter', () => {
  test('turning, mirroring, moving and scaling the map', async () => {
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const moved = mapValues.map((_, i) => {
      const [x, y] = [mapValues[i - (i % 2)], mapValues[i - (i % 2) + 1]];
      return i % 2 === 0 ? 3 - 8 * (cos * x - sin * y) : 5 + 8 * (sin * x + cos * y);
    });
    const before = await compare(data, map);
    const after = await compare(data, matrixSpace(moved, rows, 2));
    expectAllClose(values(after.step.recall), values(before.step.recall));
    expectAllClose(
      [after.step.stress.value, after.step.distanceCorrelation.value, after.map.silhouette!.value],
      [before.step.stress.value, before.step.distanceCorrelation.value, before.map.silhouette!.value],
    );
  });

  test('renaming the labels', async () => {
    const before = await compare(data, map);
    const after = await compare(
      data,
      map,
      {},
      labels.map((label) => 9 - label),
    );
    expect(after.map.silhouette).toEqual(before.map.silhouette);
    expect(after.step.classCentreCorrelation).toBeCloseTo(before.step.classCentreCorrelation!, 12);
  });
});

describe('what costs time and must not cost truth', () => {
  test('bytes are measured like the numbers that they stand for', async () => {
    const bytes = Uint8Array.from(data.take(Array.from({ length: rows }, (_, row) => row)), Math.abs);
    const scaling = { rule: 'none' as const, offset: 3, factor: 0.5 };
    const inBytes = featureSpace({ rows, columns: data.columns, values: bytes, scaling });
    const inNumbers = matrixSpace(Float32Array.from(bytes), rows, data.columns);
    const [found, wanted] = [await compare(inBytes, map), await compare(inNumbers, map)];
    expect(found.step.trustworthiness).toEqual(wanted.step.trustworthiness);
    expectAllClose(
      [found.step.stress.value, found.step.classCentreCorrelation!, found.input.silhouette!.value],
      [wanted.step.stress.value, wanted.step.classCentreCorrelation!, wanted.input.silhouette!.value],
    );
  });

  test('any number of threads finds the same, bit by bit', async () => {
    const many = 3200; // enough for threads to be started
    const [from, to] = [gaussian(many, 5, 1), gaussian(many, 2, 2)];
    const classes = Int32Array.from({ length: many }, (_, row) => row % 4);
    const [one, three] = await Promise.all(
      [1, 3].map((threads) => compare(from, to, { threads, exactPairs: 0, samplePairs: 100 }, classes)),
    );
    expect(three).toEqual(one);
  });

  test('a sample may take several batches, and a wide space no part in the last', async () => {
    const many = 20_000;
    const [wide, narrow] = [gaussian(many, 16, 1), gaussian(many, 2, 2)];
    const options = {
      exactRows: 0,
      exactPairs: 0,
      samplePairs: 100,
      sampleRows: 700, // 48 MB hold the ranks of 600 rows among 20,000
      leastSampleRows: 50,
      multiplications: 100 * many * 16,
    };
    const classes = Int32Array.from({ length: many }, (_, row) => row % 4);
    const { spaces, steps } = await measureQuality(
      [
        { name: 'input', space: wide },
        { name: 'codes', space: narrow },
        { name: 'map', space: narrow },
      ],
      classes,
      options,
    );
    expect(spaces.map(({ sampledRows }) => sampledRows)).toEqual([100, 700, 700]);
    expect(steps.map(({ sampledRows }) => sampledRows)).toEqual([100, 100, 700]);
    const same = steps[2];
    expect(values([...same.trustworthiness, ...same.recall])).toEqual(Array(6).fill(1));
    expect(same.rnxArea.value).toBeCloseTo(1, 9);
    expect(same.curve.recall.at(-1)).toBe(1);
    expect(steps[0].recall).toEqual(steps[1].recall);
  });
});

describe('extremes', () => {
  test('a space compared with itself scores 1 everywhere, and no stress', async () => {
    const { step } = await compare(data, data);
    const ones = [step.trustworthiness, step.continuity, step.recall].flatMap(values);
    expect(ones).toEqual(Array(9).fill(1));
    expectAllClose(
      [step.rnxArea.value, step.distanceCorrelation.value, step.classCentreCorrelation!, step.stress.value],
      [1, 1, 1, 0],
    );
  });

  test('a map that has nothing to do with the data scores near chance', async () => {
    const { step } = await compare(data, gaussian(rows, 2, 5));
    expect(step.trustworthiness[0].value).toBeCloseTo(0.5, 1);
    expect(step.recall[0].value).toBeCloseTo(10 / 299, 1);
    expect(Math.abs(step.rnxArea.value)).toBeLessThan(0.02);
    expect(Math.abs(step.distanceCorrelation.value)).toBeLessThan(0.05);
  });

  test('rows that are all equal tie, and every measure stays within its bounds or says it is undefined', async () => {
    const { step, input } = await compare(matrixSpace(new Float32Array(rows * 3), rows, 3), map);
    expect(values(step.recall).every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(step.distanceCorrelation.value).toBeNaN();
    expect(step.stress.value).toBeNaN();
    expect(input.silhouette!.value).toBe(0);
  });

  test('numbers of neighbours that the rows do not allow are left out', async () => {
    const { step, map: plane } = await compare(
      gaussian(25, 4, 1),
      gaussian(25, 2, 2),
      {},
      new Int32Array(25),
    );
    expect(step.trustworthiness.map(({ k }) => k)).toEqual([10]);
    expect(step.recall.map(({ k }) => k)).toEqual([10]);
    expect(plane.labelAccuracy!.value).toBe(1);
  });

  test('four rows can be compared', async () => {
    const { step } = await compare(gaussian(4, 3, 1), gaussian(4, 3, 1), {}, new Int32Array(4));
    expect(step.recall).toEqual([{ k: 1, value: 1, standardError: 0 }]);
  });

  test('one class has no silhouette, and no centres to compare', async () => {
    const { step, map: plane } = await compare(data, map, {}, new Int32Array(rows));
    expect(plane.silhouette).toBeUndefined();
    expect(step.classCentreCorrelation).toBeUndefined();
  });

  test('rows without labels have neither accuracy nor silhouette', async () => {
    const { spaces } = await measureQuality([{ name: 'map', space: map }], undefined);
    expect(spaces).toEqual([{ name: 'map', columns: 2, sampledRows: rows }]);
  });
});

describe('a sample', () => {
  const many = 1500;
  const before = gaussian(many, 10, 3);
  const after = matrixSpace(
    before.take(Uint32Array.from({ length: many }, (_, i) => i)).filter((_, i) => i % 10 < 2),
    many,
    2,
  );
  const classes = Int32Array.from({ length: many }, (_, row) =>
    Math.min(3, Math.floor(Math.abs(2 * after.take([row])[0]))),
  );
  const sampled = { exactRows: 1000, sampleRows: 200, exactPairs: 0, samplePairs: 5000 };

  test('misses the exact values by about its standard errors', async () => {
    const exact = await compare(before, after, { exactPairs: 2e6 }, classes);
    const misses: number[] = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = await compare(before, after, { ...sampled, seed }, classes);
      const estimates = (from: typeof found) => [
        ...from.step.trustworthiness,
        ...from.step.continuity,
        ...from.step.recall,
        from.step.rnxArea,
        from.step.distanceCorrelation,
        from.step.stress,
        from.map.labelAccuracy!,
        from.map.silhouette!,
        from.input.silhouette!,
      ];
      estimates(found).forEach(({ value, standardError }, i) => {
        misses.push((value - estimates(exact)[i].value) / standardError);
      });
    }
    const meanSquare = misses.reduce((sum, miss) => sum + miss ** 2, 0) / misses.length;
    expect(meanSquare).toBeGreaterThan(0.3);
    expect(meanSquare).toBeLessThan(2);
    expect(Math.max(...misses.map(Math.abs))).toBeLessThan(4);
  });

  test('is the same for the same seed, and another for another', async () => {
    const trust = async (seed: number) =>
      (await compare(before, after, { ...sampled, seed }, classes)).step.trustworthiness;
    expect(await trust(1)).toEqual(await trust(1));
    expect(await trust(1)).not.toEqual(await trust(2));
  });

  test('is smaller in a wide space, where distances cost more', async () => {
    const {
      input,
      map: plane,
      step,
    } = await compare(before, after, { ...sampled, multiplications: 1.5e6, leastSampleRows: 50 }, classes);
    expect([input.sampledRows, step.sampledRows, plane.sampledRows]).toEqual([100, 100, 200]);
  });

  test('stops when asked to', async () => {
    await expect(compare(before, after, { signal: AbortSignal.abort() }, classes)).rejects.toThrow(
      InterruptedError,
    );
  });
});
