import { useBackend } from '../autoencoder/backend.js';
import { encode as encodeRows } from '../autoencoder/encode.js';
import type { FeatureRows } from '../data/feature-rows.js';
import { formatNpy } from '../data/npy.js';
import { scaleRows } from '../data/scale-rows.js';
import { artifacts, type Matrix } from './run-data.js';
import type { Stage, StageContext } from './stage.js';

/** Dataset + weights → Codes: every row, held-out ones too, as a short row of numbers. */
export const encode: Stage = {
  name: 'encode',
  version: 1,
  reads: ['ingest', 'train'],
  dependsOn: () => ({}),
  async execute(context) {
    const { options, folder, data } = context;
    const { features } = await data.get('dataset');
    const codes = options.skipAutoencoder
      ? scaledFeatures(features)
      : await encodeFeatures(context, features);
    data.keep('codes', codes);
    const output = await folder.write(artifacts.codes, formatNpy(codes.values, [codes.rows, codes.columns]));
    return { outputs: [output], values: { rows: codes.rows, codeSize: codes.columns } };
  },
};

async function encodeFeatures(
  { options, data, emit, signal }: StageContext,
  features: FeatureRows,
): Promise<Matrix> {
  await useBackend(options.backend);
  const autoencoder = await data.get('autoencoder');
  const values = await encodeRows(autoencoder, features, {
    signal,
    threads: options.threads,
    onProgress: (done, total) => emit({ type: 'progress', stage: 'encode', done, total, unit: 'rows' }),
  });
  return { rows: features.rows, columns: autoencoder.settings.codeSize, values };
}

/** Without an autoencoder the scaled features are the codes. */
function scaledFeatures(features: FeatureRows): Matrix {
  const { rows, columns } = features;
  return {
    rows,
    columns,
    values: scaleRows(
      features,
      Uint32Array.from({ length: rows }, (_, row) => row),
    ),
  };
}
