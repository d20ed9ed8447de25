import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { DensePass } from '@latentscape/pipeline/autoencoder/dense-pass';
import { createNetwork } from '@latentscape/pipeline/autoencoder/network';
import type { AutoencoderOptions } from '@latentscape/pipeline/autoencoder/options';
import { decideSettings } from '@latentscape/pipeline/autoencoder/settings';
import { startPass } from '@latentscape/pipeline/autoencoder/start-pass';
import { TensorPass } from '@latentscape/pipeline/autoencoder/tensor-pass';
import type { Features } from '@latentscape/pipeline/data/dataset';
import { beforeAll, expect, test } from 'vitest';
import { tables } from './digits.js';

// The kernels that let rows pass through dense networks against their twin: the same through TensorFlow.js.

beforeAll(async () => {
  await useBackend('wasm');
});

const { numbers, bytes, columnwise } = tables(700, 21);

function untrained(features: Features, options: Partial<AutoencoderOptions>) {
  const settings = decideSettings({ hidden: [13], codeSize: 5, ...options }, features, features.rows);
  return { settings, network: createNetwork(settings), history: [] };
}

test.each<[string, Features, Partial<AutoencoderOptions>]>([
  ['bytes, cross-entropy', bytes, {}],
  ['bytes scaled column by column', columnwise, {}],
  ['squared error', numbers, { loss: 'mse' }],
  ['a linear code', numbers, { codeActivation: 'linear' }],
  ['deep, ELU', bytes, { hidden: [17, 9], hiddenActivation: 'elu' }],
  ['no hidden layer', numbers, { hidden: [] }],
  ['denoising: rows pass through as they are', bytes, { variant: 'denoising' }],
])('codes and errors are those of the twin, for any number of threads: %s', async (_, features, options) => {
  const autoencoder = untrained(features, options);
  const twin = new TensorPass(autoencoder, features);
  const [one, three] = [
    await DensePass.start(autoencoder, features, 1),
    await DensePass.start(autoencoder, features, 3),
  ];
  try {
    for (const count of [700, 131, 1]) {
      const rows = Uint32Array.from({ length: count }, (_, i) => (7 * i) % 700);
      const codes = twin.codes(rows);
      expect(one.codes(rows).slice()).toEqual(codes);
      expect(three.codes(rows).slice()).toEqual(codes);
      const errors = twin.errors(rows, codes);
      const found = one.errors(rows, codes).slice();
      expect(three.errors(rows, codes).slice()).toEqual(found);
      expect(found.length).toBe(count);
      for (const [i, error] of errors.entries()) expect(found[i] / error).toBeCloseTo(1, 5);
    }
  } finally {
    for (const pass of [one, three]) pass.close();
    autoencoder.network.dispose();
  }
});

test('few rows go through TensorFlow.js, and so do networks that are not dense', async () => {
  const small = untrained(bytes, {});
  expect(await startPass(small, bytes, 1)).toBeInstanceOf(TensorPass);
  const wide = untrained(bytes, { hidden: [2000], codeSize: 1000 });
  const pass = await startPass(wide, bytes, 1);
  expect(pass).toBeInstanceOf(DensePass);
  pass.close();
  const variational = untrained(bytes, { variant: 'variational', hidden: [2000], codeSize: 1000 });
  expect(await startPass(variational, bytes, 1)).toBeInstanceOf(TensorPass);
  for (const { network } of [small, wide, variational]) network.dispose();
});
