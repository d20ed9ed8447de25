import type { Autoencoder } from '@latentscape/pipeline/autoencoder/autoencoder';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { encode, reconstruct } from '@latentscape/pipeline/autoencoder/encode';
import {
  loadModel,
  type ModelFiles,
  modelPaths,
  saveModel,
} from '@latentscape/pipeline/autoencoder/model-files';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { beforeAll, expect, test } from 'vitest';
import { table } from './digits.js';

const features = table(120, 12);
let trained: Autoencoder;
let files: ModelFiles;

beforeAll(async () => {
  await useBackend('wasm');
  const options = { variant: 'sparse', hidden: [10, 7], codeSize: 3, epochs: 2 };
  trained = await trainAutoencoder(features, new Uint8Array(120), options);
  files = await saveModel(trained);
});

test('a model that was saved and loaded gives identical codes and reconstructions', async () => {
  const loaded = loadModel(files);
  expect(await encode(loaded, features)).toEqual(await encode(trained, features));
  expect(reconstruct(loaded, features, [0, 7])).toEqual(reconstruct(trained, features, [0, 7]));
  expect(loaded.settings).toEqual(trained.settings);
  expect(loaded.history).toEqual(trained.history);
});

test('a model from before --hidden-activation has ReLU in its hidden layers', async () => {
  const options = { hiddenActivation: 'relu', hidden: [10], codeSize: 3, epochs: 1 } as const;
  const rectified = await trainAutoencoder(features, new Uint8Array(120), options);
  const saved = await saveModel(rectified);
  const { hiddenActivation: _, ...settings } = rectified.settings;
  const { history } = rectified;
  const description = { format: 'latentscape-autoencoder-1', settings, history };
  const old = { ...saved, 'autoencoder.json': new TextEncoder().encode(JSON.stringify(description)) };
  expect(await encode(loadModel(old), features)).toEqual(await encode(rectified, features));
});

test('saving names every file of the model, and saving again gives the same bytes', async () => {
  expect(Object.keys(files).sort()).toEqual([...modelPaths].sort());
  expect(await saveModel(loadModel(files))).toEqual(files);
});

test.each([
  ['a missing file', { 'decoder/weights.bin': undefined }, 'the model lacks its file decoder/weights.bin'],
  ['a cut file', { 'encoder/weights.bin': new Uint8Array(7) }, 'encoder/weights.bin is damaged: 7 bytes'],
  ['broken JSON', { 'encoder/model.json': new Uint8Array([123]) }, 'encoder/model.json is damaged'],
])('%s is named', (_, damage, message) => {
  expect(() => loadModel({ ...files, ...damage } as ModelFiles)).toThrow(message);
});

test('weights of another architecture are refused', async () => {
  const options = { hidden: [9], codeSize: 3, epochs: 1 };
  const other = await saveModel(await trainAutoencoder(features, new Uint8Array(120), options));
  const mixed = {
    ...files,
    'encoder/model.json': other['encoder/model.json'],
    'encoder/weights.bin': other['encoder/weights.bin'],
  };
  expect(() => loadModel(mixed)).toThrow(
    'encoder/model.json is of another architecture than autoencoder.json',
  );
});

test('rows with another number of features are refused', async () => {
  await expect(encode(trained, table(5, 11))).rejects.toThrow(
    'the model expects 12 features a row; the data has 11',
  );
});
