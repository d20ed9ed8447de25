import { createRequire } from 'node:module';
import type { Autoencoder } from '@latentscape/pipeline/autoencoder/autoencoder';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { decode, encode, reconstruct } from '@latentscape/pipeline/autoencoder/encode';
import { type ModelFiles, saveModel } from '@latentscape/pipeline/autoencoder/model-files';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../web/browser.js';
import { digits } from './digits.js';

// What other programs rely on: each model is read by TensorFlow.js alone, without a line of ours.

const rows = [0, 1, 2];
const names = ['encoder', 'autoencoder', 'decoder'] as const;
const variants = ['sparse', 'convolutional', 'variational', 'sparse with ELU'];
const trained: Record<
  string,
  { files: ModelFiles; inputs: Record<string, number[]>; outputs: Record<string, number[]> }
> = {};

beforeAll(async () => {
  await useBackend('wasm');
  const { features, split, image } = await digits(200);
  for (const variant of variants) {
    const autoencoder: Autoencoder = await trainAutoencoder(features, split, {
      variant: variant.split(' ')[0],
      hiddenActivation: variant.endsWith('ELU') ? 'elu' : 'relu',
      image,
      epochs: 1,
      hidden: [16],
      codeSize: 6,
    });
    const codes = (await encode(autoencoder, features)).slice(0, rows.length * 6);
    const scaled = Array.from(features.values.slice(0, rows.length * 784), (byte) => byte / 255);
    trained[variant] = {
      files: await saveModel(autoencoder),
      inputs: { encoder: scaled, autoencoder: scaled, decoder: [...codes] },
      outputs: {
        encoder: [...codes],
        autoencoder: [...reconstruct(autoencoder, features, rows)],
        decoder: [...decode(autoencoder, codes)],
      },
    };
  }
});

test.each(variants)('the models of a %s autoencoder are read in Node', async (variant) => {
  const { files, inputs, outputs } = trained[variant];
  for (const name of names) {
    const model = await loadLayersModel(
      tf.io.fromMemory({
        ...parts(files, name),
        weightData: files[`${name}/weights.bin`].slice().buffer,
      }),
    );
    const input = tf.tensor2d(inputs[name], [rows.length, inputs[name].length / rows.length]);
    expectClose([...(model.predict(input) as tf.Tensor).dataSync()], outputs[name]);
  }
});

test('and in a browser', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const { resolve } = createRequire(import.meta.url);
    for (const script of [
      'tfjs-core/dist/tf-core',
      'tfjs-backend-cpu/dist/tf-backend-cpu',
      'tfjs-layers/dist/tf-layers',
    ]) {
      await page.addScriptTag({ path: resolve(`@tensorflow/${script}.min.js`) });
    }
    for (const variant of variants) {
      const { files, inputs, outputs } = trained[variant];
      for (const name of names) {
        const given = {
          ...parts(files, name),
          weights: Buffer.from(files[`${name}/weights.bin`]).toString('base64'),
          input: inputs[name],
        };
        const output = await page.evaluate(async ({ modelTopology, weightSpecs, weights, input }) => {
          // In a page, TensorFlow.js is one global object.
          const { tf: global } = globalThis as unknown as {
            tf: typeof tf & { loadLayersModel: typeof loadLayersModel };
          };
          const weightData = Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer;
          const model = await global.loadLayersModel(
            global.io.fromMemory({ modelTopology, weightSpecs, weightData }),
          );
          const result = model.predict(global.tensor2d(input, [3, input.length / 3])) as tf.Tensor;
          return [...result.dataSync()];
        }, given);
        expectClose(output, outputs[name]);
      }
    }
  } finally {
    await browser.close();
  }
});

function parts(files: ModelFiles, name: string) {
  const { modelTopology, weightsManifest } = JSON.parse(
    Buffer.from(files[`${name}/model.json`]).toString(),
  ) as tf.io.ModelJSON;
  return { modelTopology, weightSpecs: weightsManifest[0].weights };
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-4);
}
