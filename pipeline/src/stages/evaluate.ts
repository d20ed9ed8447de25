import { useBackend } from '../autoencoder/backend.js';
import { codeStatistics, unitActivities } from '../autoencoder/code-statistics.js';
import { reconstructionErrors } from '../autoencoder/encode.js';
import { type Insights, insights } from '../autoencoder/insights.js';
import { arrowBytes } from '../data/arrow-table.js';
import type { NumberColumn } from '../data/dataset.js';
import { measureQuality } from '../quality/measure.js';
import { confusionMatrix, labelsByNeighbours, type Neighbours } from '../quality/neighbour-labels.js';
import { pointQuality } from '../quality/point-quality.js';
import {
  type QualityReport,
  summariseCodes,
  summarisePoints,
  summariseReconstruction,
} from '../quality/report.js';
import { featureSpace, matrixSpace, type NamedSpace } from '../quality/space.js';
import { tellStory } from '../quality/story.js';
import type { Values } from '../store/events.js';
import { nearestNeighbours, startNeighbourSearch } from '../tsne/nearest-neighbours.js';
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
    const search = await startNeighbourSearch(threadsOf(context));
    try {
      const errors = await measureErrors(context);
      // The search keeps other threads busy while this one looks into the autoencoder.
      const [onMap, learned] = await Promise.all([
        search.find(map.values, questionOf(map, mapNeighbours)),
        errors && lookInto(context, errors),
      ]);
      const { report, columns } = await measure(context, onMap, errors, learned);
      data.keep('quality', columns);
      return {
        outputs: [
          await folder.write(artifacts.quality, arrowBytes(columns)),
          ...(await writeReport(context, report, learned)),
        ],
        values: headlines(report),
      };
    } finally {
      search.end();
    }
  },
};

const mapNeighbours = 10;
const codeNeighbours = 30;

/** Mean squared error of each row's reconstruction; nothing without an autoencoder. */
async function measureErrors(context: StageContext): Promise<Float32Array | undefined> {
  const { options, data } = context;
  if (options.skipAutoencoder) return undefined;
  const { features } = await data.get('dataset');
  const { values: codes } = await data.get('codes');
  return reconstructionErrors(await data.get('autoencoder'), features, codes, {
    ...threadsOf(context),
    onProgress: progressOf(context, 'reconstructions'),
  });
}

/** What the autoencoder learned. */
async function lookInto({ data }: StageContext, errors: Float32Array): Promise<Insights> {
  const { features, split } = await data.get('dataset');
  const { values: codes } = await data.get('codes');
  return insights(await data.get('autoencoder'), features, split, { codes, errors });
}

/** The report, and the columns that say the same point by point. */
async function measure(
  context: StageContext,
  onMap: Neighbours,
  errors: Float32Array | undefined,
  learned: Insights | undefined,
): Promise<{ report: QualityReport; columns: NumberColumn[] }> {
  const { options, folder, data } = context;
  const { features, label, split } = await data.get('dataset');
  const codes = await data.get('codes');
  const map = await data.get('embedding');
  const inCodes =
    (await data.get('neighbours')) ??
    (await nearestNeighbours(codes.values, { ...questionOf(codes, codeNeighbours), ...threadsOf(context) }));
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
      ...threadsOf(context),
      onProgress: progressOf(context, 'neighbourhoods'),
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
    reconstruction: errors && summariseReconstruction(errors, split),
    codes: summariseCodes(
      learned?.codes ?? codeStatistics(codes.values),
      learned?.units ?? unitActivities(codes.values, codes.columns),
    ),
  };
  if (errors) columns.push({ kind: 'number', name: 'reconstruction_error', values: errors });
  return { report, columns };
}

const questionOf = ({ rows, columns }: Matrix, k: number) => ({ rows, columns, k: Math.min(k, rows - 1) });

const threadsOf = ({ options, signal }: StageContext) => ({
  threads: options.threads,
  seed: options.seed,
  signal,
});

const progressOf =
  ({ emit }: StageContext, phase: string) =>
  (done: number, total: number) =>
    emit({ type: 'progress', stage: 'evaluate', phase, done, total, unit: 'rows' });

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
