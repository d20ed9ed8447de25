import type { Autoencoder, EpochRecord } from '@latentscape/pipeline/autoencoder/autoencoder';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { valuesOf } from '@latentscape/pipeline/autoencoder/checkpoint';
import { encode, reconstruct } from '@latentscape/pipeline/autoencoder/encode';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import type {
  ReconstructionSample,
  TrainingProgress,
} from '@latentscape/pipeline/autoencoder/training-reports';
import { beforeAll, describe, expect, test } from 'vitest';
import { digits, table } from './digits.js';

const everyRow = (rows: number) => new Uint8Array(rows);
const weightsOf = ({ network }: Autoencoder) => network.weights.map(valuesOf);

beforeAll(async () => {
  await useBackend('wasm');
});

describe('on MNIST digits', () => {
  test.each([
    'vanilla',
    'sparse',
    'denoising',
    'variational',
    'convolutional',
    'sparse+denoising',
    'convolutional+denoising',
  ])('the losses of the %s variant fall', async (variant) => {
    const { features, split, image } = await digits(1000);
    const options = { variant, epochs: 6, batchSize: 32, image };
    const { history } = await trainAutoencoder(features, split, options);
    expect(history).toHaveLength(6);
    expect(history[5].loss).toBeLessThan(0.9 * history[0].loss);
    expect(history[5].heldOutLoss!).toBeLessThan(0.95 * history[0].heldOutLoss!);
  });

  test('the sparse code is smaller and has more zeros than the vanilla one', async () => {
    const { features, split } = await digits(1000);
    const [sparse, vanilla] = await Promise.all(
      ['sparse', 'vanilla'].map(async (variant) => {
        const autoencoder = await trainAutoencoder(features, split, { variant, epochs: 4, batchSize: 32 });
        return encode(autoencoder, features);
      }),
    );
    const mean = (codes: Float32Array) => codes.reduce((sum, code) => sum + code, 0) / codes.length;
    const zeros = (codes: Float32Array) => codes.filter((code) => code === 0).length / codes.length;
    expect(mean(sparse)).toBeLessThan(mean(vanilla) / 2);
    expect(zeros(sparse)).toBeGreaterThan(zeros(vanilla));
  });
});

describe('the same seed', () => {
  const options = {
    variant: 'sparse+denoising',
    epochs: 3,
    batchSize: 32,
    hidden: [12],
    codeSize: 4,
  } as const;

  test('gives the same weights, another seed others', async () => {
    const features = table(200, 20);
    const train = (seed: number) => trainAutoencoder(features, everyRow(200), { ...options, seed });
    const [first, again, other] = [await train(5), await train(5), await train(6)];
    expect(weightsOf(again)).toEqual(weightsOf(first));
    expect(weightsOf(other)).not.toEqual(weightsOf(first));
  });

  test('gives the same weights whatever the number of threads', async () => {
    const features = table(700, 20);
    const train = (threads: number) =>
      trainAutoencoder(features, everyRow(700), { ...options, batchSize: 400 }, { threads });
    const [one, two, three] = [await train(1), await train(2), await train(3)];
    expect(weightsOf(two)).toEqual(weightsOf(one));
    expect(weightsOf(three)).toEqual(weightsOf(one));
  });

  test('gives the same weights when training is killed after any epoch and continued', async () => {
    const features = table(200, 20);
    const checkpoints: Uint8Array[] = [];
    const save = async (bytes: Uint8Array) => void checkpoints.push(bytes);
    const split = everyRow(200).fill(1, 150);
    const whole = await trainAutoencoder(
      features,
      split,
      { ...options, patience: 2 },
      {
        checkpoint: { load: async () => undefined, save },
      },
    );
    for (const saved of [...checkpoints]) {
      const continued = await trainAutoencoder(
        features,
        split,
        { ...options, patience: 2 },
        {
          checkpoint: { load: async () => saved, save },
        },
      );
      expect(weightsOf(continued)).toEqual(weightsOf(whole));
      expect(continued.history).toEqual(whole.history);
    }
  });
});

test('early stopping goes back to the best weights', async () => {
  const features = table(60, 30);
  const split = everyRow(60).fill(1, 30);
  const records: EpochRecord[] = [];
  // Noise cannot be learned: the held-out loss rises once the network learns the training rows by heart.
  const { history } = await trainAutoencoder(
    features,
    split,
    { variant: 'vanilla', epochs: 200, batchSize: 10, patience: 3, schedule: 'constant', learningRate: 0.02 },
    { onEpoch: (record) => records.push(record) },
  );
  const losses = history.map(({ heldOutLoss }) => heldOutLoss!);
  expect(history.length).toBeLessThan(200);
  expect(losses.indexOf(Math.min(...losses))).toBe(history.length - 4);
  expect(records).toEqual(history);
});

test('samples show how rows are rebuilt by now, and change nothing', async () => {
  const { features, split } = await digits(400);
  const options = { variant: 'sparse+denoising', epochs: 2, batchSize: 32, hidden: [12] };
  const samples: ReconstructionSample[] = [];
  const watched = await trainAutoencoder(features, split, options, {
    onSample: (sample) => void samples.push(sample),
  });
  const unwatched = await trainAutoencoder(features, split, options);
  expect(weightsOf(watched)).toEqual(weightsOf(unwatched));
  const [first, last] = [samples[0], samples.at(-1)!];
  expect([...last.rows].every((row) => split[row] === 1)).toBe(true);
  expect(last.originals[400]).toBeCloseTo(features.values[last.rows[0] * 784 + 400] / 255, 6);
  expect(last.reconstructions).toEqual(reconstruct(watched, features, last.rows));
  const error = ({ originals, reconstructions }: ReconstructionSample) =>
    originals.reduce((sum, value, i) => sum + (value - reconstructions[i]) ** 2, 0);
  expect(error(last)).toBeLessThan(error(first));
});

test('a checkpoint of other settings is not used', async () => {
  const features = table(50, 8);
  let saved: Uint8Array | undefined;
  const checkpoint = {
    load: async () => saved,
    save: async (bytes: Uint8Array) => {
      saved = bytes;
    },
  };
  await trainAutoencoder(features, everyRow(50), { epochs: 1, seed: 1 }, { checkpoint });
  const { history } = await trainAutoencoder(features, everyRow(50), { epochs: 2, seed: 2 }, { checkpoint });
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 2]);
});

test('progress tells the held-out loss of the last epoch that ended, and ends with the last of all', async () => {
  const { features, split } = await digits(400);
  const told: TrainingProgress[] = [];
  const options = { epochs: 4, batchSize: 32, hidden: [64] };
  const { history } = await trainAutoencoder(features, split, options, {
    onStep: (progress) => void told.push(progress),
  });
  const last = told.at(-1)!;
  expect([last.epoch, last.step, last.heldOutLoss]).toEqual([4, last.steps, history[3].heldOutLoss]);
  for (const { step, steps, heldOutLoss } of told) {
    const epochs = (4 * step) / steps;
    // After an epoch's last step it may not have been measured yet.
    const possible = [Math.floor(epochs) - 1, Math.ceil(epochs) - 2];
    expect(possible.map((epoch) => history[epoch]?.heldOutLoss)).toContain(heldOutLoss);
  }
});

test('an aborted training stops with an interruption', async () => {
  const controller = new AbortController();
  const training = trainAutoencoder(
    table(500, 50),
    everyRow(500),
    { epochs: 10_000 },
    {
      signal: controller.signal,
      onStep: () => controller.abort(),
    },
  );
  await expect(training).rejects.toThrow('training was interrupted');
});

test('a learning rate that makes the loss explode ends with the setting to lower', async () => {
  const training = trainAutoencoder(table(100, 10), everyRow(100), {
    learningRate: 1e30,
    schedule: 'constant',
    epochs: 50,
  });
  await expect(training).rejects.toThrow(/diverged .* lower --learning-rate/);
});
