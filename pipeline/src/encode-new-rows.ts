import { useBackend } from './autoencoder/backend.js';
import { encode } from './autoencoder/encode.js';
import { readNewRows } from './data/new-rows.js';
import type { DataOptions } from './data/options.js';
import { UserError } from './errors.js';
import type { RunOptions } from './options.js';
import { type Matrix, RunData } from './stages/run-data.js';
import type { Manifest } from './store/manifest.js';
import { transform } from './tsne/transform.js';

/** New rows as a finished run sees them. */
export interface EncodedRows {
  readonly ids: readonly string[];
  /** `rows x code size`. */
  readonly codes: Matrix;
  /** Places on the run's map, `rows x 2`. */
  readonly places: Matrix;
  /** What was done about missing values, in plain sentences. */
  readonly notes: readonly string[];
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
  const data = new RunData(folder);
  const { ids, features, notes } = await readNewRows(source, await data.get('dataset'), {
    ...asBefore.data,
    ...options,
  });
  await useBackend(asBefore.backend);
  const autoencoder = await data.get('autoencoder');
  const codes = await encode(autoencoder, features);
  const mapped = await data.get('codes');
  const embedding = await data.get('embedding');
  const { metric, dof } = asBefore.embedding;
  const { rows, columns } = mapped;
  const placed = await transform(codes, mapped.values, embedding.values, { rows, columns, metric, dof });
  return {
    ids,
    codes: { rows: ids.length, columns, values: codes },
    places: { rows: ids.length, columns: 2, values: placed.embedding },
    notes,
  };
}
