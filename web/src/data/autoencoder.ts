import type { EpochRecord } from '@latentscape/pipeline/autoencoder/autoencoder';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { fetchJson } from '../api.js';

/** What the run's model folder says of the training. */
export interface Training {
  readonly settings: Settings;
  readonly history: readonly EpochRecord[];
}

/** The run's autoencoder; TensorFlow.js is loaded with the first code that is decoded. */
export interface Autoencoder {
  /** Undefined when the run has no model. */
  training(): Promise<Training | undefined>;
  /** Scaled features that the decoder draws from a code. Rejects when the run has no decoder. */
  decode(code: Float32Array): Promise<Float32Array>;
  /** A scaled row with the noise of the training, or undefined when it trained without. */
  withNoise(scaled: Float32Array, row: number): Promise<Float32Array | undefined>;
}

export function createAutoencoder(run: string): Autoencoder {
  let training: Promise<Training | undefined> | undefined;
  let decoder: Promise<import('./network.js').Decoder> | undefined;
  const loadTraining = () => (training ??= fetchJson<Training>(run, 'model/autoencoder.json'));
  return {
    training: loadTraining,
    async decode(code) {
      decoder ??= import('./network.js').then(({ openDecoder }) => openDecoder(run));
      return (await decoder).decode(code);
    },
    async withNoise(scaled, row) {
      const settings = (await loadTraining())?.settings;
      if (!settings?.noise) return undefined;
      const { noisyInput } = await import('./network.js');
      return noisyInput(scaled, settings, row);
    },
  };
}
