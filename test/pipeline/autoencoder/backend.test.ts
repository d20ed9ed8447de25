import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { encode } from '@latentscape/pipeline/autoencoder/encode';
import type { BackendChoice } from '@latentscape/pipeline/autoencoder/options';
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

/** How packages load from a folder where tfjs-node is what `source` says, or absent. */
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
])('where tfjs-node is %s, asking for it says why it does not load', async (_, source, reason) => {
  await expect(useBackend('node', await withTfjsNode(source))).rejects.toThrow(
    `--backend node: @tensorflow/tfjs-node does not load (${reason}); install it with "npm install @tensorflow/tfjs-node" or use --backend wasm`,
  );
});

test('tfjs-node computes where it loads and registers itself', async () => {
  const { resolve } = createRequire(import.meta.url);
  const load = await withTfjsNode(`
    const tf = require(${JSON.stringify(resolve('@tensorflow/tfjs-core'))});
    const { MathBackendCPU } = require(${JSON.stringify(resolve('@tensorflow/tfjs-backend-cpu'))});
    tf.registerBackend('tensorflow', () => new MathBackendCPU());`);
  expect(await useBackend('node', load)).toBe('tensorflow');
});

/** Backends without our kernels; tfjs-node among them where it is installed. */
const others = await Promise.all(
  (['cpu', 'node'] as const).map((name) =>
    useBackend(name).then(
      () => [name],
      () => [],
    ),
  ),
);

test.each([
  ['sparse', 'relu'],
  ['sparse', 'elu'],
  ['denoising', 'elu'],
  ['convolutional', 'relu'],
  ['convolutional', 'elu'],
  ['variational', 'relu'],
] as const)(
  'backends without our kernels train the %s variant with %s to the same codes',
  async (variant, hiddenActivation) => {
    const { features, split, image } = await digits(60);
    const options = { variant, hiddenActivation, image, hidden: [6], codeSize: 4, epochs: 2, batchSize: 27 };
    const codesOn = async (backend: BackendChoice) => {
      await useBackend(backend);
      return encode(await trainAutoencoder(features, split, options), features);
    };
    const ours = await codesOn('wasm');
    for (const backend of others.flat()) {
      const theirs = await codesOn(backend);
      const apart = ours.reduce((most, code, i) => Math.max(most, Math.abs(code - theirs[i])), 0);
      expect(apart, backend).toBeLessThan(1e-3);
    }
  },
);
