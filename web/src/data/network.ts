import '@tensorflow/tfjs-backend-cpu';
import { corrupt } from '@latentscape/pipeline/autoencoder/batches';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { fileAddress } from '../api.js';

/**
 * One of the run's own models, in the browser: from one row of numbers to another. This module brings TensorFlow.js
 * along, so it is imported only when a reconstruction is asked for.
 */
export type Model = (row: Float32Array) => Float32Array;

/** @param name `decoder`: a code to scaled features; `autoencoder`: scaled features to their reconstruction */
export async function openModel(run: string, name: 'decoder' | 'autoencoder'): Promise<Model> {
  const model = await loadLayersModel(fileAddress(run, `model/${name}/model.json`));
  return (row) =>
    tidy(() => {
      const output = model.predict(tensor2d(row, [1, row.length]));
      if (Array.isArray(output)) throw new Error(`the ${name} has more than one output`);
      return Float32Array.from(output.dataSync());
    });
}

/** What a denoising network is shown for a row: the row with noise, the same at every look. */
export function noisyInput(scaled: Float32Array, settings: Settings, row: number): Float32Array {
  return corrupt(scaled, settings, new Random(settings.seed, 'noise', row));
}
