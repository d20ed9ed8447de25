import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { UserError } from '../errors.js';
import type { Autoencoder, EpochRecord } from './autoencoder.js';
import { createNetwork, type Network } from './network.js';
import type { Settings } from './settings.js';

/** Files by their path inside the model's folder. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** The models of a folder, each a TensorFlow.js LayersModel of its own: `<name>/model.json` and `<name>/weights.bin`. */
const modelNames = ['autoencoder', 'encoder', 'decoder'] as const;
/** What a LayersModel does not say: settings with the scaling rule, and the history of the training. */
const description = 'autoencoder.json';

/** Every file that `loadModel` reads. */
export const modelPaths: readonly string[] = [
  description,
  ...modelNames.flatMap((name) => [`${name}/model.json`, `${name}/weights.bin`]),
];

interface Description {
  readonly format: 'latentscape-autoencoder-1';
  readonly settings: Settings;
  readonly history: readonly EpochRecord[];
}

/** The model as files in the standard format; plain `tf.loadLayersModel` reads each of the three models. */
export async function saveModel({ settings, history, network }: Autoencoder): Promise<ModelFiles> {
  const content: Description = { format: 'latentscape-autoencoder-1', settings, history };
  const files: Record<string, Uint8Array> = { [description]: json(content) };
  for (const name of modelNames) {
    const { topology, weights } = await serialise(network[name]);
    files[`${name}/model.json`] = json(topology);
    files[`${name}/weights.bin`] = weights;
  }
  return files;
}

/**
 * The autoencoder that `saveModel` wrote, ready to encode and decode.
 * @throws UserError when a file is missing, damaged or from another architecture
 */
export function loadModel(files: ModelFiles): Autoencoder {
  const { format, settings: stored, history } = parse<Description>(files, description);
  if (format !== 'latentscape-autoencoder-1') {
    throw new UserError(`${description}: format "${format}" is not one that this version reads`);
  }
  // Models from before there was a choice know nothing of it.
  const settings = { ...stored, hiddenActivation: stored.hiddenActivation ?? 'relu' };
  const network = createNetwork(settings);
  try {
    restore(network, 'encoder', files);
    restore(network, 'decoder', files);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return { settings, history, network };
}

async function serialise(model: LayersModel): Promise<{ topology: tf.io.ModelJSON; weights: Uint8Array }> {
  let saved: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  const topology: tf.io.ModelJSON = {
    format: 'layers-model',
    generatedBy: saved.generatedBy,
    convertedBy: null,
    modelTopology: saved.modelTopology!,
    weightsManifest: [{ paths: ['weights.bin'], weights: saved.weightSpecs! }],
  };
  return { topology, weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(saved.weightData)) };
}

/** Gives a part of the network the weights of its files, matched by name and shape. */
function restore(network: Network, name: 'encoder' | 'decoder', files: ModelFiles): void {
  const { weightsManifest } = parse<tf.io.ModelJSON>(files, `${name}/model.json`);
  const specs = weightsManifest?.[0]?.weights ?? [];
  const bytes = file(files, `${name}/weights.bin`);
  const expected = 4 * specs.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);
  if (bytes.length !== expected) {
    throw new UserError(`${name}/weights.bin is damaged: ${bytes.length} bytes instead of ${expected}`);
  }
  tf.tidy(() => {
    const stored = tf.io.decodeWeights(new Uint8Array(bytes).buffer, specs);
    for (const { originalName, shape, read } of weightsOf(network[name])) {
      const value = stored[originalName];
      if (value === undefined || !tf.util.arraysEqual(value.shape, shape)) {
        throw new UserError(
          `${name}/model.json is of another architecture than ${description}: it holds no ${originalName} of shape ${shape.join(' x ')}`,
        );
      }
      read().assign(value);
    }
  });
}

function weightsOf(model: LayersModel) {
  return model.weights.map((weight) => ({
    originalName: weight.originalName,
    shape: weight.shape as number[],
    read: () => weight.read() as tf.Variable,
  }));
}

function file(files: ModelFiles, path: string): Uint8Array {
  const bytes = files[path];
  if (bytes === undefined) throw new UserError(`the model lacks its file ${path}`);
  return bytes;
}

function parse<T>(files: ModelFiles, path: string): T {
  const text = new TextDecoder().decode(file(files, path));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new UserError(`${path} is damaged: it is not JSON`);
  }
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
