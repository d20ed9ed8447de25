import type { EpochRecord } from '@latentscape/pipeline/autoencoder/autoencoder';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { fetchJson } from '../api.js';
import { type AskedWorker, askedWorker } from '../ask-worker.js';
import type { NetworkQuestion } from './network.worker.js';
import type { ModelName } from './network-model.js';
import { once } from './once.js';

/** What the run's model folder says of the training. */
export interface Training {
  readonly settings: Settings;
  readonly history: readonly EpochRecord[];
}

/** The run's autoencoder, in a worker; TensorFlow.js is loaded with the first code that is decoded. */
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
  /** Frees the worker in which the networks are. */
  close(): void;
}

/** Both in the network's scale. */
export interface Rebuilt {
  /** The row as the network saw it, where that was with noise. */
  readonly seen?: Float32Array;
  readonly drawn: Float32Array;
}

export function createAutoencoder(run: string): Autoencoder {
  let worker: AskedWorker<NetworkQuestion> | undefined;
  const ask = (question: NetworkQuestion): Promise<Float32Array> => {
    worker ??= askedWorker(
      new Worker(new URL('./network.worker.ts', import.meta.url), { type: 'module' }),
      'The autoencoder cannot be run in this browser.',
    );
    return worker.ask(question);
  };
  const predict = (model: ModelName, row: Float32Array) => ask({ ask: 'predict', run, model, row });
  const decode = (code: Float32Array) => predict('decoder', code);
  const training = once(() => fetchJson<Training>(run, 'model/autoencoder.json'));
  return {
    training,
    decode,
    async rebuild(row, scaled, code) {
      const settings = (await training())?.settings;
      if (!settings?.noise) return { drawn: await decode(code) };
      const seen = await ask({ ask: 'noisy input', row, scaled, settings });
      return { seen, drawn: await predict('autoencoder', seen) };
    },
    close: () => worker?.close(),
  };
}
