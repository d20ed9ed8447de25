import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { encode } from '@latentscape/pipeline/autoencoder/encode';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digits } from './digits.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'latentscape-backend-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Loads packages from a folder where tfjs-node is what `source` says, or absent. */
async function withTfjsNode(source?: string): Promise<NodeJS.Require> {
  const home = path.join(folder, 'node_modules/@tensorflow/tfjs-node');
  if (source !== undefined) {
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'index.js'), source);
  }
  return createRequire(path.join(folder, 'index.js'));
}

test.each([
  ['absent', undefined, 'not installed'],
  [
    'broken',
    'throw new Error("libtensorflow.so.2: cannot open shared object file\\n  at a long stack")',
    'libtensorflow.so.2: cannot open shared object file',
  ],
  ['incomplete', 'require("node-pre-gyp-of-nowhere")', "Cannot find module 'node-pre-gyp-of-nowhere'"],
])('where tfjs-node is %s, wasm computes and the reason is told', async (_, source, reason) => {
  const load = await withTfjsNode(source);
  expect(await useBackend('auto', load)).toEqual({
    name: 'wasm',
    reason: `@tensorflow/tfjs-node does not load (${reason})`,
  });
  await expect(useBackend('node', load)).rejects.toThrow(
    `--backend node: @tensorflow/tfjs-node does not load (${reason}); install it with "npm install @tensorflow/tfjs-node" or use --backend wasm`,
  );
});

test.each([
  ['sparse', 'relu'],
  ['sparse', 'elu'],
  ['denoising', 'elu'],
  ['convolutional', 'relu'],
  ['convolutional', 'elu'],
  ['variational', 'relu'],
] as const)(
  'another backend, without our kernels, trains the %s variant with %s to the same codes',
  async (variant, hiddenActivation) => {
    // A stand-in that registers itself under the name of tfjs-node: the plain JavaScript kernels of TensorFlow.js.
    const { resolve } = createRequire(import.meta.url);
    const load = await withTfjsNode(`
      const tf = require(${JSON.stringify(resolve('@tensorflow/tfjs-core'))});
      const { MathBackendCPU } = require(${JSON.stringify(resolve('@tensorflow/tfjs-backend-cpu'))});
      if (!tf.engine().registryFactory.tensorflow) {
        tf.registerBackend('tensorflow', () => new MathBackendCPU());
        tf.copyRegisteredKernels('cpu', 'tensorflow');
      }`);
    const { features, split, image } = await digits(60);
    const options = { variant, hiddenActivation, image, hidden: [6], codeSize: 4, epochs: 2, batchSize: 27 };
    const train = async () => encode(await trainAutoencoder(features, split, options), features);
    expect((await useBackend('auto', load)).name).toBe('tensorflow');
    const theirs = await train();
    await useBackend('wasm');
    const ours = await train();
    const apart = ours.reduce((most, code, i) => Math.max(most, Math.abs(code - theirs[i])), 0);
    expect(apart).toBeLessThan(1e-3);
  },
);
