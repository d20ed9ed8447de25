import { readFile, rm } from 'node:fs/promises';
import { useBackend } from '../autoencoder/backend.js';
import { saveModel } from '../autoencoder/model-files.js';
import { trainAutoencoder } from '../autoencoder/train.js';
import type { Output } from '../store/atomic.js';
import { LiveReconstructions } from './live-reconstructions.js';
import { artifacts } from './run-data.js';
import type { Stage } from './stage.js';

/** State after the last finished epoch; it is there only while training is unfinished. */
const checkpointFile = 'model/checkpoint.bin';

/** Milliseconds; short epochs would otherwise spend their time waiting for the disk. */
const betweenCheckpoints = 2_000;

/** Dataset → Autoencoder: learns codes from the training rows. A killed training continues from its last epoch. */
export const train: Stage = {
  name: 'train',
  version: 3,
  reads: ['ingest'],
  dependsOn: ({ skipAutoencoder, autoencoder, backend }) =>
    skipAutoencoder ? { skipAutoencoder } : { autoencoder, backend },
  async execute({ options, folder, data, emit, signal }) {
    if (options.skipAutoencoder) return { outputs: [], values: {} };
    const backend = await useBackend(options.backend);
    emit({
      type: 'message',
      level: 'info',
      stage: 'train',
      text: `TensorFlow.js backend: ${backend}`,
    });
    let savedAt = performance.now();
    const live = new LiveReconstructions({ folder, emit });
    const { features, split, image } = await data.get('dataset');
    const autoencoder = await trainAutoencoder(
      features,
      split,
      { image, ...options.autoencoder },
      {
        signal,
        threads: options.threads,
        checkpoint: {
          load: () => readFile(folder.file(checkpointFile)).catch(() => undefined),
          save: async (bytes) => {
            if (performance.now() - savedAt < betweenCheckpoints) return;
            await folder.write(checkpointFile, bytes);
            savedAt = performance.now();
          },
        },
        onWarning: (text) => emit({ type: 'message', level: 'warning', stage: 'train', text }),
        onSample: (sample) => live.keep(sample),
        onStep: ({ epoch, epochs, step, steps, loss, heldOutLoss, rowsPerSecond, secondsLeft }) =>
          emit({
            type: 'progress',
            stage: 'train',
            done: step,
            total: steps,
            unit: 'steps',
            secondsLeft,
            values: {
              epoch,
              epochs,
              loss,
              ...(heldOutLoss !== undefined && { heldOutLoss }),
              rowsPerSecond: Math.round(rowsPerSecond),
            },
          }),
      },
    ).finally(() => live.settle());
    const outputs: Output[] = [];
    for (const [path, bytes] of Object.entries(await saveModel(autoencoder))) {
      outputs.push(await folder.write(`${artifacts.model}/${path}`, bytes));
    }
    await rm(folder.file(checkpointFile), { force: true });
    data.keep('autoencoder', autoencoder);
    const last = autoencoder.history.at(-1)!;
    return {
      outputs,
      values: {
        epochs: last.epoch,
        loss: last.loss,
        ...(last.heldOutLoss === undefined ? {} : { heldOutLoss: last.heldOutLoss }),
      },
    };
  },
};
