import * as tf from '@tensorflow/tfjs-core';
import type { Features } from '../data/dataset.js';
import { type FeatureRows, takeRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import type { Autoencoder, EpochRecord } from './autoencoder.js';
import { corrupt } from './batches.js';
import { type CodeStatistics, codeStatistics, type UnitActivity, unitActivities } from './code-statistics.js';
import { decode, encode, reconstruct, reconstructionErrors } from './encode.js';
import { type Pictures, rangeOf, toPictures } from './pictures.js';
import { principalComponents, projectOnto } from './principal-components.js';
import { Random } from './random.js';
import type { Settings } from './settings.js';

/** What an autoencoder learned, as plain data that JSON can hold. Losses and errors are in scaled units. */
export interface Insights {
  readonly settings: Settings;
  readonly history: readonly EpochRecord[];
  /** Of the codes of all rows. */
  readonly codes: CodeStatistics;
  readonly units: readonly UnitActivity[];
  /** Rows that nobody chose, and those that are reconstructed best and worst. */
  readonly examples: { readonly typical: Examples; readonly best: Examples; readonly worst: Examples };
  /** What raising each latent unit changes in the reconstruction of a mean code: 128 is no change. */
  readonly unitPictures: Pictures;
  readonly compression: Compression;
}

/** Rows beside what the network made of them. */
export interface Examples {
  /** Row indices of the features. */
  readonly rows: readonly number[];
  /** Mean squared error of each, as it is shown. */
  readonly errors: readonly number[];
  readonly originals: Pictures;
  /** As the network saw them; absent when nothing was corrupted. */
  readonly inputs?: Pictures;
  readonly reconstructions: Pictures;
}

export interface Compression {
  /** Features of a row / numbers of a code. */
  readonly ratio: number;
  /** Mean squared error of the reconstruction over the compared rows. */
  readonly error: number;
  /** The same from as many principal components of the training rows. */
  readonly principalComponentsError: number;
  /** Rows that were compared: held-out ones where there are some. */
  readonly rows: number;
  /** Some of them, for a comparison with image formats, and the autoencoder's error on these alone. */
  readonly sample: Pictures;
  readonly sampleError: number;
}

const exampleCount = 12;
const compressionSample = 100;
/** Rows that errors are measured on. */
const comparedRows = 5000;
/** Training rows that principal components are fitted to. */
const fittedRows = 5000;
/** A raised unit is put to this quantile of its values, */
const raisedTo = 0.99;
/** told from about this many rows, evenly spread. */
const quantileRows = 10_000;

/**
 * Looks into a trained autoencoder.
 * @param split one byte a row: 0 trained, 1 held out
 * @param known what was measured of all rows already: codes, `rows x codeSize`, and each row's mean squared error
 */
export async function insights(
  autoencoder: Autoencoder,
  features: FeatureRows,
  split: Uint8Array,
  known?: { readonly codes: Float32Array; readonly errors: Float32Array },
): Promise<Insights> {
  const { settings, history } = autoencoder;
  const all = known?.codes ?? (await encode(autoencoder, features));
  const allErrors = known?.errors ?? (await reconstructionErrors(autoencoder, features, all));
  const units = unitActivities(all, settings.codeSize);
  const compared = sampleOf(split, split.includes(1) ? 1 : 0, comparedRows, settings.seed);
  const subset = subsetOf(features, compared);
  const errors = Float32Array.from(compared, (row) => allErrors[row]);
  const order = compared.map((_, i) => i).sort((a, b) => errors[a] - errors[b]);
  const show = (chosen: readonly number[]) =>
    examples(
      autoencoder,
      features,
      chosen.map((i) => compared[i]),
      chosen.map((i) => errors[i]),
    );
  const sampled = subarrayRows(subset, compressionSample);
  const inOrder = Array.from({ length: Math.min(exampleCount, compared.length) }, (_, i) => i);
  return {
    settings,
    history,
    codes: codeStatistics(all),
    units,
    examples: {
      typical: show(inOrder),
      best: show(order.slice(0, exampleCount)),
      worst: show(order.slice(-exampleCount).reverse()),
    },
    unitPictures: unitPictures(autoencoder, all, units),
    compression: {
      ratio: settings.columns / settings.codeSize,
      error: mean(errors),
      principalComponentsError: principalComponentsError(settings, features, split, subset),
      rows: compared.length,
      sample: picturesOf(sampled, settings),
      sampleError: mean(errors.subarray(0, sampled.rows)),
    },
  };
}

function examples(
  autoencoder: Autoencoder,
  features: FeatureRows,
  rows: readonly number[],
  errors: readonly number[],
): Examples {
  const { settings } = autoencoder;
  const { columns } = features;
  const clean = scaleRows({ ...features, scaling: settings.scaling }, rows);
  const range = rangeOf(clean, settings);
  const pictures = (values: Float32Array) => toPictures(values, settings, range);
  const originals = pictures(clean);
  if (settings.noise === 0) {
    return { rows, errors, originals, reconstructions: pictures(reconstruct(autoencoder, features, rows)) };
  }
  const noisy = corrupt(clean, settings, new Random(settings.seed, 'sample', rows.length));
  const seen: Features = { rows: rows.length, columns, values: noisy, scaling: unscaled };
  const output = reconstruct(
    { ...autoencoder, settings: { ...settings, scaling: unscaled } },
    seen,
    rows.map((_, i) => i),
  );
  const differences = clean.map((value, i) => output[i] - value);
  return {
    rows,
    errors: rows.map((_, i) => meanSquare(differences.subarray(i * columns, (i + 1) * columns))),
    originals,
    inputs: pictures(noisy),
    reconstructions: pictures(output),
  };
}

const unscaled = { rule: 'none', offset: 0, factor: 1 } as const;

function unitPictures(
  autoencoder: Autoencoder,
  codes: Float32Array,
  units: readonly UnitActivity[],
): Pictures {
  const { settings } = autoencoder;
  const { codeSize, columns } = settings;
  const rows = codes.length / codeSize;
  const base = units.map(({ mean }) => mean);
  const raised = new Float32Array((codeSize + 1) * codeSize);
  for (let row = 0; row <= codeSize; row++) raised.set(base, row * codeSize);
  const step = Math.ceil(rows / quantileRows);
  const values = new Float32Array(Math.ceil(rows / step));
  for (let unit = 0; unit < codeSize; unit++) {
    for (let i = 0; i < values.length; i++) values[i] = codes[i * step * codeSize + unit];
    raised[(unit + 1) * codeSize + unit] = values.sort()[Math.floor(raisedTo * (values.length - 1))];
  }
  const decoded = decode(autoencoder, raised);
  const changes = decoded.slice(columns).map((value, i) => value - decoded[i % columns]);
  const most = changes.reduce((largest, change) => Math.max(largest, Math.abs(change)), 0) || 1;
  return toPictures(changes, settings, [-most, most]);
}

function principalComponentsError(
  settings: Settings,
  features: FeatureRows,
  split: Uint8Array,
  compared: Features,
): number {
  const { columns, codeSize, seed, scaling } = settings;
  const tensorOf = (part: Features) =>
    tf.tensor2d(scaleRows({ ...part, scaling }, [...Array(part.rows).keys()]), [part.rows, columns]);
  return tf.tidy(() => {
    const fitted = tensorOf(subsetOf(features, sampleOf(split, 0, fittedRows, seed)));
    const rows = tensorOf(compared);
    const components = principalComponents(fitted, Math.min(codeSize, columns), seed);
    return tf.mean(tf.squaredDifference(rows, projectOnto(components, rows))).dataSync()[0];
  });
}

/** Up to `count` rows of one side of the split, drawn by the seed. */
function sampleOf(split: Uint8Array, side: 0 | 1, count: number, seed: number): number[] {
  const rows = Uint32Array.from(split.keys()).filter((row) => split[row] === side);
  new Random(seed, 'sample', side).shuffle(rows);
  return Array.from(rows.subarray(0, count));
}

function subsetOf(features: FeatureRows, rows: readonly number[]): Features {
  const { columns, scaling } = features;
  return { rows: rows.length, columns, values: takeRows(features, rows), scaling };
}

function subarrayRows(features: Features, count: number): Features {
  const rows = Math.min(count, features.rows);
  return { ...features, rows, values: features.values.subarray(0, rows * features.columns) };
}

function meanSquare(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function picturesOf(features: Features, settings: Settings): Pictures {
  const scaled = scaleRows({ ...features, scaling: settings.scaling }, [...Array(features.rows).keys()]);
  return toPictures(scaled, settings, rangeOf(scaled, settings));
}
