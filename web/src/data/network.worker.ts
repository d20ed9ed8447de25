import '@tensorflow/tfjs-backend-cpu';
import { corrupt } from '@latentscape/pipeline/autoencoder/batches';
import { Random } from '@latentscape/pipeline/autoencoder/random';
import type { Settings } from '@latentscape/pipeline/autoencoder/settings';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { answerQuestions } from '../ask-worker.js';
import { loadModel, type ModelName } from './network-model.js';
import { once } from './once.js';

/** The run's own models with TensorFlow.js, away from the main thread. */
export type NetworkQuestion =
  | { readonly ask: 'predict'; readonly run: string; readonly model: ModelName; readonly row: Float32Array }
  | {
      readonly ask: 'noisy input';
      readonly row: number;
      readonly scaled: Float32Array;
      readonly settings: Settings;
    };

const models = new Map<string, () => Promise<LayersModel>>();

answerQuestions(async (question: NetworkQuestion): Promise<Float32Array> => {
  if (question.ask === 'predict')
    return predict(await open(question.run, question.model), question.row, question.model);
  const { scaled, settings, row } = question;
  return corrupt(scaled, settings, new Random(settings.seed, 'noise', row));
});

function open(run: string, name: ModelName): Promise<LayersModel> {
  const key = `${run}/${name}`;
  const model = models.get(key) ?? once(() => loadModel(run, name));
  models.set(key, model);
  return model();
}

function predict(model: LayersModel, row: Float32Array, name: ModelName): Float32Array {
  return tidy(() => {
    const output = model.predict(tensor2d(row, [1, row.length]));
    if (Array.isArray(output)) throw new Error(`the ${name} has more than one output`);
    return Float32Array.from(output.dataSync());
  });
}
