import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { damaged, fetchBuffer, fetchJson, fetchRun, missing } from '../api.js';

/** `decoder`: a code to scaled features; `autoencoder`: scaled features to their reconstruction */
export type ModelName = 'decoder' | 'autoencoder';

/** Of `model.json`, what the pipeline writes: one file of float32 weights. */
interface ModelFile {
  readonly modelTopology: object;
  readonly weightsManifest: readonly [
    { readonly paths: readonly [string]; readonly weights: io.WeightsManifestEntry[] },
  ];
}

/**
 * One of the run's own models. The files are read here and not by TensorFlow.js, whose errors name neither the file nor
 * what to do.
 *
 * @throws Error with a sentence for the user that names the file which is missing or damaged
 */
export async function loadModel(run: string, name: ModelName): Promise<LayersModel> {
  const file = `model/${name}/model.json`;
  const description = await fetchJson<ModelFile>(run, file);
  if (!description) throw missing(run, file);
  if (!isModelFile(description)) throw damaged(run, file, new Error('it does not describe a network'));
  const [{ paths, weights: weightSpecs }] = description.weightsManifest;
  const weightData = await fetchWeights(run, `model/${name}/${paths[0]}`, weightSpecs);
  const { modelTopology } = description;
  return loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData })).catch(() => {
    throw damaged(run, file, new Error('its layers and their weights do not belong together'));
  });
}

async function fetchWeights(
  run: string,
  file: string,
  specs: readonly io.WeightsManifestEntry[],
): Promise<ArrayBuffer> {
  const weights = await fetchBuffer(run, file);
  if (!weights) throw missing(run, file);
  const wanted = specs.reduce((sum, { shape }) => sum + 4 * shape.reduce((size, side) => size * side, 1), 0);
  if (weights.byteLength === wanted) {
    if (await isAsWritten(run, file, weights)) return weights;
    throw damaged(run, file, new Error('its checksum is not the one in run.json'));
  }
  const [has, needs] = [weights.byteLength, wanted].map((bytes) => bytes.toLocaleString('en'));
  throw damaged(run, file, new Error(`it holds ${has} bytes instead of ${needs}`));
}

/** Whether the bytes are those that the run's manifest tells of; true where it does not, or the browser cannot say. */
async function isAsWritten(run: string, file: string, bytes: ArrayBuffer): Promise<boolean> {
  const { stages } = await fetchRun(run);
  const output = Object.values(stages)
    .flatMap(({ outputs }) => outputs)
    .find(({ path }) => path === file);
  // Browsers have it on pages of this machine and over HTTPS.
  if (!output || !globalThis.crypto.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === output.sha256;
}

function isModelFile(value: Partial<ModelFile>): value is ModelFile {
  const group = value.weightsManifest?.[0];
  return value.modelTopology instanceof Object && Array.isArray(group?.weights) && Array.isArray(group.paths);
}
