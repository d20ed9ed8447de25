import { autoencoderDefaults } from '@latentscape/pipeline/autoencoder/options';
import { decideSettings } from '@latentscape/pipeline/autoencoder/settings';
import { byteScaling } from '@latentscape/pipeline/data/scaling';
import { expect, test } from 'vitest';
import { table } from './digits.js';

const features = table(40, 12);
const bytes = { ...features, values: new Uint8Array(480).fill(200), scaling: byteScaling };

test.each([
  [{ variant: 'dense' }, '--variant: "dense" is not a variant; choose from vanilla, sparse'],
  [{ variant: 'vanilla+sparse' }, '--variant vanilla+sparse: vanilla cannot be combined'],
  [{ variant: 'sparse,variational' }, 'choose one'],
  [{ variant: 'convolutional' }, 'give their shape: --image 28x28x1'],
  [
    { variant: 'convolutional', image: { width: 5, height: 5, channels: 1 as const } },
    '--image 5x5x1 is 25 values a row; the data has 12',
  ],
  [{ codeSize: 0 }, '--code-size 0: must be a whole number at least 1'],
  [{ hidden: [64, 2.5] }, '--hidden 2.5: must be a whole number at least 1'],
  [{ noise: 1, noiseKind: 'masking' as const }, '--noise 1: must be a number at least 0 and below 1'],
  [{ noise: -0.1 }, '--noise -0.1: must be a number at least 0'],
  [{ batchSize: 0 }, '--batch-size 0: must be a whole number at least 1'],
  [{ learningRate: Number.NaN }, '--learning-rate NaN: must be a number above 0'],
  [{ loss: 'bce' as const }, '--loss bce needs features between 0 and 1, and column 3 of row 1 is'],
  [
    { sparsityKind: 'kl' as const, codeActivation: 'relu' as const },
    'use --code-activation sigmoid, not relu',
  ],
])('%o is refused', (options, message) => {
  expect(() => decideSettings(options, features, 40)).toThrow(message);
});

test('one training row is refused', () => {
  expect(() => decideSettings({}, features, 1)).toThrow(
    'the data has 1 training rows; an autoencoder needs at least 2',
  );
});

test('the loss is cross-entropy for values in [0, 1], squared error otherwise', () => {
  expect(decideSettings({}, bytes, 40).loss).toBe('bce');
  expect(decideSettings({}, features, 40).loss).toBe('mse');
  expect(decideSettings({ loss: 'mse' }, bytes, 40).loss).toBe('mse');
});

test('the code activation follows the variant', () => {
  const activation = (options: object) => decideSettings(options, features, 40).codeActivation;
  expect(activation({})).toBe('relu');
  expect(activation({ variant: 'variational' })).toBe('linear');
  expect(activation({ variant: 'sparse', sparsityKind: 'kl' })).toBe('sigmoid');
});

test('weights of terms that the variant does not have are zero', () => {
  expect(decideSettings({ variant: 'sparse' }, features, 40)).toMatchObject({ sparsity: 3.2e-4, noise: 0 });
  expect(decideSettings({ variant: 'denoising' }, features, 40)).toMatchObject({ sparsity: 0, noise: 0.4 });
});

test('every variant but convolutional has weight decay', () => {
  const decay = (options: object) => decideSettings(options, features, 40).weightDecay;
  expect(decay({})).toBe(autoencoderDefaults.weightDecay);
  expect(decay({ variant: 'variational' })).toBe(autoencoderDefaults.weightDecay);
  expect(decay({ variant: 'convolutional', image: { width: 4, height: 3, channels: 1 } })).toBe(0);
});

test('epochs grow where an epoch has few steps', () => {
  expect(decideSettings({}, features, 60_000).epochs).toBe(4);
  expect(decideSettings({}, features, 1_000_000).epochs).toBe(2);
  expect(decideSettings({}, features, 150).epochs).toBe(50);
  expect(decideSettings({ epochs: 3 }, features, 150).epochs).toBe(3);
});

test('narrow layers and convolutions take more steps than wide layers', () => {
  const image = { width: 4, height: 3, channels: 1 } as const;
  const epochs = (options: object) => decideSettings(options, features, 60_000).epochs;
  expect(epochs({ hidden: [128] })).toBe(13);
  expect(epochs({ hidden: [512, 128] })).toBe(13);
  expect(epochs({ hidden: [] })).toBe(13);
  expect(epochs({ variant: 'convolutional', image })).toBe(13);
  expect(epochs({ hidden: [1024, 512] })).toBe(4);
});

test('a batch larger than the data and a code larger than the input are warned about', () => {
  const warnings: string[] = [];
  decideSettings({ batchSize: 100, codeSize: 12, variant: 'vanilla' }, features, 40, (text) =>
    warnings.push(text),
  );
  expect(warnings).toEqual([
    '--batch-size 100 is larger than the 40 training rows; all of them make one batch',
    '--code-size 12 does not compress 12 features: the network can copy its input; choose fewer or --variant sparse',
  ]);
});

test('the default batch size is no mistake of the user, however few the rows', () => {
  const warnings: string[] = [];
  decideSettings({ ...autoencoderDefaults }, features, 40, (text) => warnings.push(text));
  expect(warnings.filter((text) => text.includes('--batch-size'))).toEqual([]);
});
