import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import {
  codeStatistics,
  namedUnits,
  unitActivities,
} from '@latentscape/pipeline/autoencoder/code-statistics';
import { encode, reconstructionErrors } from '@latentscape/pipeline/autoencoder/encode';
import { type Insights, insights } from '@latentscape/pipeline/autoencoder/insights';
import type { AutoencoderOptions } from '@latentscape/pipeline/autoencoder/options';
import type { Pictures } from '@latentscape/pipeline/autoencoder/pictures';
import { principalComponents, projectOnto } from '@latentscape/pipeline/autoencoder/principal-components';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { autoencoderSection } from '@latentscape/pipeline/report/autoencoder-section';
import { page } from '@latentscape/pipeline/report/page';
import { jpegAtSize } from '@latentscape/pipeline/report/pictures';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { digits, table } from './digits.js';

beforeAll(async () => {
  await useBackend('wasm');
});

describe('of digits', () => {
  let seen: Insights;

  beforeAll(async () => {
    const { features, split, image } = await digits(400);
    const options = { variant: 'sparse+denoising', epochs: 3, batchSize: 32, codeSize: 8, image };
    seen = await insights(await trainAutoencoder(features, split, options), features, split);
  });

  test('best examples have smaller errors than typical ones, worst larger', () => {
    const mean = (errors: readonly number[]) => errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const { best, typical, worst } = seen.examples;
    expect(mean(best.errors)).toBeLessThan(mean(typical.errors));
    expect(mean(worst.errors)).toBeGreaterThan(mean(typical.errors));
  });

  test('only held-out rows are shown, and a denoising network also shows what it saw', () => {
    for (const { rows, originals, inputs } of Object.values(seen.examples)) {
      expect(rows.every((row) => row >= 360)).toBe(true);
      expect(inputs!.pixels).not.toEqual(originals.pixels);
      expect(Buffer.from(originals.pixels, 'base64')).toHaveLength(originals.count * 784);
    }
  });

  test('the errors of examples are those of what is shown: reconstructions of noisy rows', () => {
    const pixels = (pictures: Pictures) => Buffer.from(pictures.pixels, 'base64');
    const { originals, reconstructions, errors } = seen.examples.typical;
    const [clean, drawn] = [pixels(originals), pixels(reconstructions)];
    for (const [i, error] of errors.entries()) {
      let sum = 0;
      for (let at = 784 * i; at < 784 * (i + 1); at++) sum += ((clean[at] - drawn[at]) / 255) ** 2;
      expect(sum / 784 / error).toBeCloseTo(1, 1);
    }
  });

  test('they survive JSON, and the page that shows them fetches and runs nothing', async () => {
    const text = page('Digits', [await autoencoderSection(JSON.parse(JSON.stringify(seen)) as Insights)]);
    expect(text).not.toMatch(/<script|https?:|src="(?!data:)/);
    expect(text.match(/<img [^>]*alt="[^"]+"/g)).toHaveLength(text.match(/<img /g)!.length);
  });

  test('JPEG spends no more than it may', async () => {
    const { bytes, error } = await jpegAtSize(seen.compression.sample, 128);
    expect(bytes).toBeLessThanOrEqual(128);
    expect(error).toBeGreaterThan(0);
  });
});

test('what was measured of all rows already is not measured again, and changes nothing', async () => {
  const { features, split } = await digits(120);
  const trained = await trainAutoencoder(features, split, { epochs: 1, codeSize: 4 });
  const codes = await encode(trained, features);
  const errors = await reconstructionErrors(trained, features, codes);
  const [fresh, known] = [
    await insights(trained, features, split),
    await insights(trained, features, split, { codes, errors }),
  ];
  expect(known.examples.worst.rows).toEqual(fresh.examples.worst.rows);
  expect(known.compression.error).toBeCloseTo(fresh.compression.error, 6);
  const marked = await insights(trained, features, split, { codes, errors: errors.map(() => 7) });
  expect(marked.compression.error).toBe(7);
});

test('rows of a table are shown as strips', async () => {
  const features = table(60, 9);
  const trained = await trainAutoencoder(features, new Uint8Array(60), { epochs: 1, codeSize: 2 });
  const { examples } = await insights(trained, features, new Uint8Array(60));
  expect(examples.typical.originals).toMatchObject({ width: 9, height: 1, channels: 1, count: 12 });
});

test('statistics of codes', () => {
  const codes = new Float32Array([0, 2, 0, 4, 0, 6]);
  const { mean, variance, zeroFraction, histogram } = codeStatistics(codes);
  expect([mean, zeroFraction]).toEqual([2, 0.5]);
  expect(variance).toBeCloseTo(56 / 6 - 4, 10);
  expect([histogram.from, histogram.to, histogram.counts[0], histogram.counts.at(-1)]).toEqual([0, 6, 3, 1]);
  expect(unitActivities(codes, 2)).toMatchObject([
    { unit: 0, mean: 0, active: 0, dead: true },
    { unit: 1, mean: 4, active: 1, dead: false },
  ]);
});

test('a unit that hardly varies beside the others is dead, as in a collapsed variational code', () => {
  const codes = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i) * [1, 0.001, 2][i % 3]);
  expect(unitActivities(codes, 3).map(({ dead }) => dead)).toEqual([false, true, false]);
});

test.each([
  [[], 'none'],
  [[25], 'unit 26'],
  [[2, 8], 'units 3, 9'],
  [[0, 1, 2, 3, 4, 5, 6], '7 of 32'],
])('dead units %j are named: %s', (units, words) => {
  expect(namedUnits(units, 32)).toBe(words);
});

test('the report names dead units, and shows how much units vary where none is ever exactly zero', async () => {
  const features = table(60, 9);
  const trained = await trainAutoencoder(features, new Uint8Array(60), {
    variant: 'variational',
    epochs: 1,
    codeSize: 3,
  });
  const seen = await insights(trained, features, new Uint8Array(60));
  const units = seen.units.map((unit) => ({ ...unit, dead: unit.unit === 1 }));
  const text = String(await autoencoderSection({ ...seen, units }, ['<b>', 'width']));
  expect(text).toContain('Unit 2 is dead');
  expect(text).toContain('How much each unit varies');
  expect(text).toContain('From left to right: &#60;b&#62;, width.');
});

test.each<[Partial<AutoencoderOptions>, string[]]>([
  [
    { variant: 'vanilla' },
    ['A vanilla autoencoder squeezed rows of 9 numbers', '(9–5–3, mirrored)', '1 epoch.'],
  ],
  [{ variant: 'sparse', sparsity: 0.01 }, ['Large codes had a price: 0.01 times']],
  [{ variant: 'sparse', sparsityKind: 'kl' }, ['a mean activity of 0.05']],
  [
    { variant: 'denoising', noise: 0.2 },
    ['Gaussian noise of standard deviation 0.2', 'seen with noise', 'Over 60 rows, shown without noise'],
  ],
  [
    { variant: 'sparse+denoising', noiseKind: 'masking', noise: 0.35 },
    ['35% of their values set to zero and'],
  ],
  [
    { variant: 'denoising', noiseKind: 'salt-and-pepper', noise: 0.1 },
    ['10% of their values set to zero or one'],
  ],
  [{ variant: 'variational', beta: 2 }, ['held near a standard normal one (β 2)', 'rebuilt from the means']],
])('the report says what was asked of the autoencoder: %j', async (options, said) => {
  const features = table(60, 9);
  const split = new Uint8Array(60);
  const trained = await trainAutoencoder(features, split, {
    epochs: 1,
    hidden: [5],
    codeSize: 3,
    ...options,
  });
  const text = String(await autoencoderSection(await insights(trained, features, split)));
  for (const words of said) expect(text.replaceAll('\n', ' ')).toContain(words);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test('a comparison with principal components reads the right way round', async () => {
  const features = table(60, 9);
  const split = new Uint8Array(60);
  const trained = await trainAutoencoder(features, split, { epochs: 1, codeSize: 3 });
  const seen = await insights(trained, features, split);
  const section = async (error: number) =>
    String(
      await autoencoderSection({
        ...seen,
        compression: { ...seen.compression, error, principalComponentsError: 0.02 },
      }),
    );
  expect(await section(0.01)).toContain('as many principal components leave 2 times its squared error');
  expect(await section(0.05)).toContain(
    'its squared error is 2.5 times that of as many principal components',
  );
});

test('as many components as features keep everything, whatever rounding leaves', async () => {
  const features = table(60, 4);
  const split = new Uint8Array(60);
  const trained = await trainAutoencoder(features, split, { epochs: 1, codeSize: 4 });
  const text = String(await autoencoderSection(await insights(trained, features, split)));
  expect(text).toMatch(/principal components<\/td><td>[^<]*<\/td><td>0</);
});

test('principal components recover data that lies in a plane, and leave the variance outside it', () => {
  const random = new Random(1, 'sample');
  // x and y vary widely, z a little: two components must leave exactly z's variance.
  const rows = Float32Array.from({ length: 3 * 400 }, (_, i) => random.normal() * [5, 3, 0.1][i % 3]);
  const z = rows.filter((_, i) => i % 3 === 2);
  const centre = z.reduce((sum, value) => sum + value, 0) / z.length;
  const expected = z.reduce((sum, value) => sum + (value - centre) ** 2, 0) / rows.length;
  const data = tf.tensor2d(rows, [400, 3]);
  const error = tf.mean(tf.squaredDifference(data, projectOnto(principalComponents(data, 2, 1), data)));
  expect(error.dataSync()[0] / expected).toBeCloseTo(1, 2);
});
