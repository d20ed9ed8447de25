import { useBackend } from '../autoencoder/backend.js';
import { codeStatistics, unitActivities } from '../autoencoder/code-statistics.js';
import { reconstructionErrors } from '../autoencoder/encode.js';
import { type Insights, insights } from '../autoencoder/insights.js';
import { arrowBytes } from '../data/arrow-table.js';
import type { NumberColumn } from '../data/dataset.js';
import { measureQuality, type NamedSpace } from '../quality/measure.js';
import { confusionMatrix, labelsByNeighbours, type Neighbours } from '../quality/neighbour-labels.js';
import { pointQuality } from '../quality/point-quality.js';
import {
  type QualityReport,
  summariseCodes,
  summarisePoints,
  summariseReconstruction,
} from '../quality/report.js';
import { featureSpace, matrixSpace } from '../quality/space.js';
import { tellStory } from '../quality/story.js';
import type { Values } from '../store/events.js';
import { nearestNeighbours } from '../tsne/nearest-neighbours.js';
import { artifacts, type Matrix } from './run-data.js';
import type { Stage, StageContext } from './stage.js';
import { writeReport } from './write-report.js';

/** All of the above → Report: how well rows are rebuilt, what the codes are like, how faithful the map is. */
export const evaluate: Stage = {
  name: 'evaluate',
  version: 8,
  reads: ['ingest', 'train', 'encode', 'embed'],
  dependsOn: ({ seed }) => ({ seed }),
  async execute(context) {
    const { folder, data } = context;
    await useBackend(context.options.backend);
    const map = await data.get('embedding');
    // The one keeps this thread busy, the other its helpers.
    const [{ errors, learned }, onMap] = await Promise.all([
      measureAutoencoder(context),
      neighboursIn(map, 10, context),
    ]);
    const { report, columns } = await measure(context, onMap, errors, learned);
    const quality = errors === undefined ? columns : [...columns, errors];
    data.keep('quality', quality);
    return {
      outputs: [
        await folder.write(artifacts.quality, arrowBytes(quality)),
        ...(await writeReport(context, report, learned)),
      ],
      values: headlines(report),
    };
  },
};

/** How well each row is rebuilt, and what the autoencoder learned; nothing where there is none. */
async function measureAutoencoder({ options, data, emit, signal }: StageContext): Promise<{
  errors?: NumberColumn;
  learned?: Insights;
}> {
  if (options.skipAutoencoder) return {};
  const { features, split } = await data.get('dataset');
  const { values: codes } = await data.get('codes');
  const hooks = {
    signal,
    onProgress: (done: number, total: number) =>
      emit({ type: 'progress', stage: 'evaluate', done, total, unit: 'rows' }),
  };
  const autoencoder = await data.get('autoencoder');
  const values = await reconstructionErrors(autoencoder, features, codes, hooks);
  return {
    errors: { kind: 'number', name: 'reconstruction_error', values },
    learned: await insights(autoencoder, features, split, { codes, errors: values }),
  };
}

/** The report, and the columns that say the same point by point. */
async function measure(
  context: StageContext,
  onMap: Neighbours,
  errors: NumberColumn | undefined,
  learned: Insights | undefined,
): Promise<{ report: QualityReport; columns: NumberColumn[] }> {
  const { options, folder, data, signal, emit } = context;
  const { features, label, split } = await data.get('dataset');
  const codes = await data.get('codes');
  const map = await data.get('embedding');
  const inCodes = (await data.get('neighbours')) ?? (await neighboursIn(codes, 30, context));
  const codeSpace = matrixSpace(codes.values, codes.rows, codes.columns);
  const mapSpace = matrixSpace(map.values, map.rows, map.columns);
  const spaces: NamedSpace[] = [
    { name: 'codes', space: codeSpace, neighbours: inCodes },
    { name: 'map', space: mapSpace, neighbours: onMap },
  ];
  if (!options.skipAutoencoder) {
    const { scaling } = (await data.get('autoencoder')).settings;
    spaces.unshift({ name: 'input', space: featureSpace({ ...features, scaling }) });
  }
  const columns = pointQuality(codeSpace, mapSpace, inCodes, onMap);
  const findings = {
    rows: features.rows,
    ...(await measureQuality(spaces, label?.codes, {
      seed: options.seed,
      threads: options.threads,
      signal,
      onProgress: (done, total) => emit({ type: 'progress', stage: 'evaluate', done, total, unit: 'rows' }),
    })),
    points: summarisePoints(columns),
    confusion: label && {
      labels: label.categories,
      counts: confusionMatrix(
        labelsByNeighbours(onMap, onMap.k, label.codes),
        label.codes,
        label.categories.length,
      ),
    },
  };
  const report = {
    ...findings,
    story: tellStory(findings),
    klDivergence: folder.record('embed')?.values?.klDivergence,
    reconstruction: errors && summariseReconstruction(errors.values as Float32Array, split),
    codes: summariseCodes(
      learned?.codes ?? codeStatistics(codes.values),
      learned?.units ?? unitActivities(codes.values, codes.columns),
    ),
  };
  return { report, columns };
}

function neighboursIn(
  { rows, columns, values }: Matrix,
  k: number,
  { options, signal }: StageContext,
): Promise<Neighbours> {
  return nearestNeighbours(values, {
    rows,
    columns,
    k: Math.min(k, rows - 1),
    threads: options.threads,
    seed: options.seed,
    signal,
  });
}

/** The figures that a line of the terminal and a list of runs show. */
function headlines({ spaces, steps, points, codes }: QualityReport): Values {
  const layout = steps.find(({ from, to }) => from === 'codes' && to === 'map');
  const values: Record<string, number | undefined> = {
    labelAccuracyCodes: spaces.find(({ name }) => name === 'codes')?.labelAccuracy?.value,
    labelAccuracyMap: spaces.find(({ name }) => name === 'map')?.labelAccuracy?.value,
    neighboursKept: points.neighboursKept,
    trustworthiness: layout?.trustworthiness[0]?.value,
    meanCode: codes.mean,
    zeroFraction: codes.zeroFraction,
  };
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && !Number.isNaN(value)),
  ) as Values;
}
