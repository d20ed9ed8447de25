// npm run bench -- train     training on MNIST: an epoch beside PyTorch on one thread, time to a loss, encoding, memory
//
// Ours and PyTorch take turns, so that both meet the same machine; the medians of their epochs are compared. PyTorch is
// left out where `${PYTHON:-python3}` has none.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { encode } from '@latentscape/pipeline/autoencoder/encode';
import { trainAutoencoder } from '@latentscape/pipeline/autoencoder/train';
import { loadMnist } from '@latentscape/pipeline/data/mnist';

const turns = 3;
const epochsATurn = 3;
const targetLoss = 0.1;

const { features, split } = await loadMnist();
const trainingRows = split.indexOf(1);
const training = {
  ...features,
  rows: trainingRows,
  values: features.values.slice(0, trainingRows * features.columns),
};
const backend = await useBackend();

const ours = [];
const pytorch = [];
for (let turn = 0; turn < turns; turn++) {
  ours.push(...(await ourEpochs()));
  pytorch.push(...pytorchEpochs());
}
const toLoss = await secondsToLoss();
const megabytes = process.resourceUsage().maxRSS / 1024;

console.log(
  `784-128-32-128-784, ${trainingRows} rows, batch 256, Adam, binary cross-entropy; backend ${backend}\n`,
);
print('an epoch', `${median(ours).toFixed(2)} s`);
if (pytorch.length > 0) {
  print('PyTorch, one thread', `${median(pytorch).toFixed(2)} s`);
  print('ours / PyTorch', (median(ours) / median(pytorch)).toFixed(2));
} else {
  print('PyTorch', 'not found; name an interpreter that has it with PYTHON=…');
}
print(
  `to a held-out cross-entropy of ${targetLoss}`,
  `${toLoss.seconds.toFixed(1)} s (default recipe, 784-512-32-512-784, epoch ${toLoss.epoch})`,
);
print('the whole default training', `${toLoss.all.toFixed(1)} s`);
print('encoding', `${Math.round(toLoss.encodedRowsPerSecond).toLocaleString('en')} rows a second`);
print('peak memory', `${Math.round(megabytes)} MB`);

/** Seconds of each epoch but the first, which starts the threads. */
async function ourEpochs() {
  const ends = [];
  const options = {
    variant: 'vanilla',
    hidden: [128],
    epochs: epochsATurn + 1,
    schedule: 'constant',
    learningRate: 1e-3,
  };
  const hooks = { onEpoch: () => ends.push(performance.now()) };
  const { network } = await trainAutoencoder(training, new Uint8Array(trainingRows), options, hooks);
  network.dispose();
  return ends.slice(1).map((end, i) => (end - ends[i]) / 1000);
}

function pytorchEpochs() {
  const script = path.join(import.meta.dirname, 'train_pytorch.py');
  const input = Buffer.from(training.values.buffer, training.values.byteOffset, training.values.byteLength);
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: a benchmark is no task of Turborepo
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', [script, String(epochsATurn)], {
    input,
  });
  return status === 0 ? JSON.parse(stdout.toString()) : [];
}

async function secondsToLoss() {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let reached;
  const autoencoder = await trainAutoencoder(
    features,
    split,
    {},
    {
      onEpoch: ({ epoch, heldOutLoss }) => {
        if (heldOutLoss <= targetLoss) reached ??= { seconds: seconds(), epoch };
      },
    },
  );
  const all = seconds();
  const before = performance.now();
  await encode(autoencoder, features);
  return { ...reached, all, encodedRowsPerSecond: features.rows / ((performance.now() - before) / 1000) };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function print(what, value) {
  console.log(`${what.padEnd(42)}${value}`);
}
