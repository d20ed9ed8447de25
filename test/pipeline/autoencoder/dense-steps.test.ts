import { Adam, beta1 } from '@latentscape/pipeline/autoencoder/adam';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { setValues, valuesOf } from '@latentscape/pipeline/autoencoder/checkpoint';
import { DenseMemory, isDense } from '@latentscape/pipeline/autoencoder/dense-memory';
import { DenseSteps } from '@latentscape/pipeline/autoencoder/dense-steps';
import { createNetwork } from '@latentscape/pipeline/autoencoder/network';
import type { AutoencoderOptions } from '@latentscape/pipeline/autoencoder/options';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import { decideSettings } from '@latentscape/pipeline/autoencoder/settings';
import type { Steps } from '@latentscape/pipeline/autoencoder/steps';
import { TensorSteps } from '@latentscape/pipeline/autoencoder/tensor-steps';
import type { Features } from '@latentscape/pipeline/data/dataset';
import { beforeAll, expect, test } from 'vitest';
import { tables } from './digits.js';

// The kernels of dense networks against their twin: the same steps through the ordinary API of TensorFlow.js.

beforeAll(async () => {
  await useBackend('wasm');
});

const rows = 90;
const { numbers, bytes, columnwise } = tables(rows, 21);
/** Three of four bytes are zero, as in drawings: such rows take another way through the products. */
const drawn: Features = { ...bytes, values: bytes.values.map((value, i) => ((i * 7) % 4 === 0 ? value : 0)) };

/** Takes a few steps, the last with fewer rows, and tells where they led. */
async function train(
  kind: typeof DenseSteps | typeof TensorSteps,
  features: Features,
  options: Partial<AutoencoderOptions>,
  threads: number,
) {
  const settings = decideSettings({ hidden: [13], codeSize: 5, batchSize: 300, ...options }, features, 1000);
  const network = createNetwork(settings);
  const adam = new Adam(network.weights);
  const steps: Steps = await kind.start({ network, adam, features, settings }, threads);
  const losses = [];
  try {
    for (const [step, count] of [300, 300, 300, 41, 1].entries()) {
      const batch = Uint32Array.from({ length: count }, (_, i) => (i * 7 + step) % rows);
      const position = { epoch: 1, step, progress: (step + 1) / 5 };
      losses.push(await steps.take(batch, position, 0.01, () => {}));
    }
    steps.settle();
    const moments = adam.moments.flat().map(valuesOf);
    return { losses, weights: network.weights.map(valuesOf), moments, steps: adam.steps };
  } finally {
    await steps.close();
    network.dispose();
    adam.dispose();
  }
}

test.each<[string, Features, Partial<AutoencoderOptions>]>([
  ['sparse, cross-entropy, bytes', bytes, { sparsity: 0.01 }],
  ['sparse, bytes scaled column by column', columnwise, { sparsity: 0.01 }],
  ['sparse, bytes that are mostly zero', drawn, { hidden: [37], sparsity: 0.01 }],
  [
    'denoising, masking, bytes that are mostly zero',
    drawn,
    { variant: 'denoising', hidden: [37], noiseKind: 'masking' },
  ],
  ['vanilla, squared error', numbers, { variant: 'vanilla' }],
  ['sparse with a linear code', numbers, { codeActivation: 'linear', sparsity: 0.01 }],
  ['KL sparsity', bytes, { sparsityKind: 'kl', sparsity: 0.01 }],
  ['deep', bytes, { hidden: [17, 9] }],
  ['weight decay', bytes, { hidden: [17, 9], weightDecay: 0.5 }],
  ['deep, ELU', bytes, { hidden: [17, 9], hiddenActivation: 'elu' }],
  ['no hidden layer', numbers, { hidden: [] }],
  ['denoising, Gaussian, clipped', bytes, { variant: 'denoising', noise: 0.4 }],
  ['denoising, Gaussian, squared error', numbers, { variant: 'denoising', noise: 0.4 }],
  ['sparse and denoising, masking', bytes, { variant: 'sparse+denoising', noiseKind: 'masking', noise: 0.3 }],
  [
    'denoising, salt and pepper',
    columnwise,
    { variant: 'denoising', noiseKind: 'salt-and-pepper', noise: 0.3 },
  ],
])('the steps agree with those of TensorFlow.js: %s', async (_, features, options) => {
  const [dense, tensors] = [
    await train(DenseSteps, features, options, 1),
    await train(TensorSteps, features, options, 1),
  ];
  expect(dense.steps).toBe(tensors.steps);
  dense.losses.forEach(({ loss, penalty }, i) => {
    expect(loss / tensors.losses[i].loss).toBeCloseTo(1, 4);
    expect(penalty).toBeCloseTo(tensors.losses[i].penalty, 5);
  });
  for (const what of ['weights', 'moments'] as const) {
    const [actual, expected] = [dense[what], tensors[what]].map((arrays) => arrays.flatMap((a) => [...a]));
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    expect(apart / largest).toBeLessThan(2e-4);
  }
});

test.each(['relu', 'elu'] as const)(
  'with %s, the gradient agrees with finite differences',
  async (hiddenActivation) => {
    const options = {
      variant: 'vanilla',
      hidden: [13],
      codeSize: 5,
      codeActivation: 'linear',
      hiddenActivation,
    } as const;
    const settings = decideSettings(options, numbers, rows);
    const network = createNetwork(settings);
    const batch = Uint32Array.from({ length: rows }, (_, i) => i);
    const put = (values: readonly Float32Array[]) => {
      for (const [i, weight] of network.weights.entries()) setValues(weight, values[i]);
    };
    /** The loss, and the gradient that Adam's first step averages, where the weights lie `by` along `direction`. */
    const evaluate = async (direction: Float32Array[], by: number) => {
      const before = network.weights.map(valuesOf);
      const adam = new Adam(network.weights);
      const shifted = before.map((values, i) => values.map((value, j) => value + by * direction[i][j]));
      put(shifted);
      const steps = await DenseSteps.start({ network, adam, features: numbers, settings }, 1);
      try {
        const { loss } = await steps.take(batch, { epoch: 1, step: 0, progress: 1 }, 0, () => {});
        steps.settle();
        const gradient = adam.moments.map(([mean]) => valuesOf(mean).map((value) => value / (1 - beta1)));
        return { loss, gradient };
      } finally {
        await steps.close();
        put(before);
        adam.dispose();
      }
    };
    const random = new Random(5, 'sample');
    for (const moved of network.weights.keys()) {
      const direction = network.weights.map(({ size }, i) =>
        Float32Array.from({ length: size }, () => (i === moved ? random.normal() / Math.sqrt(size) : 0)),
      );
      const { gradient } = await evaluate(direction, 0);
      const slope = gradient[moved].reduce((sum, value, j) => sum + value * direction[moved][j], 0);
      const width = 0.004; // ReLU has corners: few rows may cross one
      const [above, below] = [await evaluate(direction, width), await evaluate(direction, -width)];
      const difference = (above.loss - below.loss) / (2 * width);
      expect(Math.abs(slope - difference)).toBeLessThan(1e-4 + 0.01 * Math.abs(difference));
    }
    network.dispose();
  },
);

test.each<[string, Partial<AutoencoderOptions>]>([
  ['relu', { hiddenActivation: 'relu' }],
  ['elu', { hiddenActivation: 'elu' }],
  ['noise', { variant: 'denoising' }],
  ['weight decay', { weightDecay: 0.5 }],
])('with %s, the number of threads changes no bit', async (_, options) => {
  const [one, two, four] = [
    await train(DenseSteps, bytes, options, 1),
    await train(DenseSteps, bytes, options, 2),
    await train(DenseSteps, bytes, options, 4),
  ];
  expect(two).toEqual(one);
  expect(four).toEqual(one);
});

test('networks with convolutions or a drawn code are left to TensorFlow.js', () => {
  const takes = (options: Partial<AutoencoderOptions>) => isDense(decideSettings(options, bytes, 90));
  expect(takes({})).toBe(true);
  expect(takes({ variant: 'sparse+denoising' })).toBe(true);
  expect(takes({ variant: 'variational' })).toBe(false);
  expect(takes({ variant: 'convolutional', image: { width: 7, height: 3, channels: 1 } })).toBe(false);
});

test('a network that is too large for the memory of the kernels is refused in words', async () => {
  const settings = decideSettings({ hidden: [10_000_000] }, numbers, rows);
  const work = { rows, shards: 1, threads: 1, trains: true };
  await expect(DenseMemory.start(settings, numbers, work)).rejects.toThrow(
    /a network of [\d,]+ weights needs [\d.]+ GiB at once, more than the 4 GiB .* choose narrower layers/,
  );
});
