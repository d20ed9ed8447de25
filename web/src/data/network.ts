import '@tensorflow/tfjs-backend-cpu';
import { corrupt } from '@latentscape/pipeline/autoencoder/batches';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { fileAddress } from '../api.js';

/**
 * The run's own decoder, in the browser. This module brings TensorFlow.js along, so it is imported only when a
 * reconstruction is asked for.
 */
export interface Decoder {
  /** Scaled features, `columns` numbers, drawn from a code. */
  decode(code: Float32Array): Float32Array;
}

export async function openDecoder(run: string): Promise<Decoder> {
  const model = await loadLayersModel(fileAddress(run, 'model/decoder/model.json'));
  return {
    decode: (code) =>
      tidy(() => {
        const output = model.predict(tensor2d(code, [1, code.length]));
        if (Array.isArray(output)) throw new Error('the decoder has more than one output');
        return Float32Array.from(output.dataSync());
      }),
  };
}

/** What a denoising network is shown for a row: the row with noise, the same at every look. */
export function noisyInput(scaled: Float32Array, settings: Settings, row: number): Float32Array {
  return corrupt(scaled, settings, new Random(settings.seed, 'noise', row));
}
