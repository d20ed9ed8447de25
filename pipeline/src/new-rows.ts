import { useBackend } from './autoencoder/backend.js';
import { encode } from './autoencoder/encode.js';
import type { Dataset, Features } from './data/dataset.js';
import { loadDataset } from './data/load.js';
import type { DataOptions } from './data/options.js';
import { UserError } from './errors.js';
import type { RunOptions } from './options.js';
import { RunData } from './stages/run-data.js';
import type { Manifest } from './store/manifest.js';
import { transform } from './tsne/transform.js';

/** New rows as a finished run sees them. */
export interface EncodedRows {
  readonly dataset: Dataset;
  /** `rows x codeSize`, row-major. */
  readonly codes: Float32Array;
  readonly codeSize: number;
  /** Places on the run's map, `rows x 2`. */
  readonly places: Float32Array;
}

/**
 * Encodes new rows with a finished model, scaled as its training rows were, and places them on the finished map, which
 * stays as it is.
 *
 * @param folder path of the run folder
 * @param source files with the run's features, in any order of columns
 * @param options about the new data; what is not given is as it was for the run
 * @throws UserError when features are missing or the run has no autoencoder
 */
export async function encodeNewRows(
  folder: string,
  manifest: Manifest,
  source: readonly string[],
  options: DataOptions,
): Promise<EncodedRows> {
  const asBefore = manifest.options as unknown as RunOptions;
  if (asBefore.skipAutoencoder) {
    throw new UserError(
      `The run "${manifest.name}" was made with --skip-autoencoder; it has no model to encode with.`,
    );
  }
  const { sample: _, stratify: __, labels: ___, metadata: ____, ...described } = asBefore.data;
  const dataset = await loadDataset(source, { ...described, ...options });
  const data = new RunData(folder);
  const known = await data.get('dataset');
  const features = alignFeatures(dataset, known.featureNames);
  await useBackend(asBefore.backend);
  const autoencoder = await data.get('autoencoder');
  const codes = await encode(autoencoder, features);
  const mapped = await data.get('codes');
  const embedding = await data.get('embedding');
  const { metric, dof } = asBefore.embedding;
  const { rows, columns } = mapped;
  const placed = await transform(codes, mapped.values, embedding.values, { rows, columns, metric, dof });
  return { dataset, codes, codeSize: columns, places: placed.embedding };
}

/**
 * The features in the order in which the model knows them. A 0/1 feature of a category that the new rows lack is 0.
 * @throws UserError that names the missing features
 */
function alignFeatures(
  { features, featureNames, name }: Dataset,
  known: readonly string[] | undefined,
): Features {
  if (known === undefined || featureNames === undefined) return features;
  const positions = known.map((feature) => featureNames.indexOf(feature));
  const missing = known.filter((feature, i) => positions[i] < 0 && !feature.includes('='));
  if (missing.length > 0) {
    throw new UserError(
      `${name}: the model expects ${known.length} features; missing: ${missing
        .slice(0, 5)
        .map((feature) => `"${feature}"`)
        .join(', ')}` + `${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}.`,
    );
  }
  const { rows, columns, values } = features;
  const aligned = new (values.constructor as Float32ArrayConstructor)(rows * known.length);
  for (let row = 0; row < rows; row++) {
    positions.forEach((from, to) => {
      if (from >= 0) aligned[row * known.length + to] = values[row * columns + from];
    });
  }
  return { ...features, columns: known.length, values: aligned };
}
