import { useBackend } from '../autoencoder/backend.js';
import { reconstructionErrors } from '../autoencoder/encode.js';
import type { NumberColumn } from '../data/dataset.js';
import { codeStatistics } from '../quality/code-statistics.js';
import { arrowBytes } from '../store/arrow-table.js';
import type { Values } from '../store/events.js';
import { artifacts } from './run-data.js';
import type { Stage, StageContext } from './stage.js';

/** All of the above → Report: how well rows are rebuilt, what the codes are like, how faithful the map is. */
export const evaluate: Stage = {
  name: 'evaluate',
  version: 1,
  reads: ['ingest', 'train', 'encode', 'embed'],
  dependsOn: ({ seed }) => ({ seed }),
  async execute(context) {
    const { folder, data } = context;
    const codes = await data.get('codes');
    const statistics = codeStatistics(codes.values, codes.columns);
    const errors = await rowErrors(context);
    const quality = errors === undefined ? [] : [errors];
    data.keep('quality', quality);
    const report = { codes: statistics };
    const values: Values = { meanCode: statistics.mean, zeroFraction: statistics.zeroFraction };
    return {
      outputs: [
        await folder.write(artifacts.quality, arrowBytes(quality)),
        await folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`),
      ],
      values,
    };
  },
};

async function rowErrors({ options, data, emit, signal }: StageContext): Promise<NumberColumn | undefined> {
  if (options.skipAutoencoder) return undefined;
  await useBackend(options.backend);
  const { features } = await data.get('dataset');
  const values = await reconstructionErrors(await data.get('autoencoder'), features, {
    signal,
    onProgress: (done, total) => emit({ type: 'progress', stage: 'evaluate', done, total, unit: 'rows' }),
  });
  return { kind: 'number', name: 'reconstruction_error', values };
}
