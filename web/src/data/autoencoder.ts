import type { EpochRecord } from '@latentscape/pipeline/autoencoder/autoencoder';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { fetchJson } from '../api.js';
import { rest } from '../slices.js';
import type { Model } from './network.js';

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
  /**
   * What becomes of a row. A network that was trained with noise shows its work on the row with such noise; of the
   * others the code is decoded.
   */
  rebuild(row: number, scaled: Float32Array, code: Float32Array): Promise<Rebuilt>;
}

/** Both in the network's scale. */
export interface Rebuilt {
  /** The row as the network saw it, where that was with noise. */
  readonly seen?: Float32Array;
  readonly drawn: Float32Array;
}

export function createAutoencoder(run: string): Autoencoder {
  let training: Promise<Training | undefined> | undefined;
  const models = new Map<string, Promise<Model>>();
  const open = async (name: 'decoder' | 'autoencoder') => {
    const opening = models.get(name) ?? import('./network.js').then(({ openModel }) => openModel(run, name));
    models.set(name, opening);
    const model = await opening;
    await rest(); // Opening it took a while, and so does the first picture.
    return model;
  };
  const decode = async (code: Float32Array) => (await open('decoder'))(code);
  const loadTraining = () => (training ??= fetchJson<Training>(run, 'model/autoencoder.json'));
  return {
    training: loadTraining,
    decode,
    async rebuild(row, scaled, code) {
      const settings = (await loadTraining())?.settings;
      if (!settings?.noise) return { drawn: await decode(code) };
      const { noisyInput } = await import('./network.js');
      const seen = noisyInput(scaled, settings, row);
      return { seen, drawn: (await open('autoencoder'))(seen) };
    },
  };
}
