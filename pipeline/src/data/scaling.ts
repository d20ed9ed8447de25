import type { FeatureStatistics } from './feature-statistics.js';

/**
 * How raw feature values become the numbers a network sees: `scaled = (raw - offset) * factor`, column by column.
 * The rule is stored with the model, so that new rows are treated exactly as the training rows were.
 */
export interface Scaling {
  /** What the rule is called in messages and in the manifest. */
  readonly rule: 'none' | 'unit' | 'standardise' | 'minmax';
  /** Subtracted from every raw value; one number for all columns, or one per column. */
  readonly offset: number | readonly number[];
  /** Multiplied after the offset was taken away; one number for all columns, or one per column. */
  readonly factor: number | readonly number[];
}

/** Values are used as they are. */
export const noScaling: Scaling = { rule: 'none', offset: 0, factor: 1 };

/** Bytes 0…255 to [0, 1], as for images. */
export const byteScaling: Scaling = { rule: 'unit', offset: 0, factor: 1 / 255 };

/** From this many columns of bytes on, a table is taken for pixels or the like. */
const fewestByteColumns = 16;

/** What the values are, as far as scaling needs to know. */
export interface ScalingContext {
  /** The columns are the dimensions of one vector: their relative sizes mean something and are kept. */
  readonly vectors: boolean;
  /** The rows are images. */
  readonly image: boolean;
  /** For each column, whether it is a 0/1 feature made from a category, which is left as it is. */
  readonly oneHot: readonly boolean[];
}

/**
 * Chooses and computes a scaling, with the sentence that tells the user.
 *
 * - `none`: values as they are; chosen when all lie in [0, 1].
 * - `unit`: all columns alike, smallest to largest value of the table to [0, 1]; chosen for bytes.
 * - `minmax`: each column to [0, 1].
 * - `standardise`: each column to mean 0 and standard deviation 1; for vectors one factor serves all columns.
 */
export function chooseScaling(
  statistics: FeatureStatistics,
  rule: Scaling['rule'] | 'auto',
  context: ScalingContext,
): { readonly scaling: Scaling; readonly note: string } {
  const low = smallest(statistics.min);
  const high = largest(statistics.max);
  const { mean, variance, min, max } = statistics;
  switch (rule === 'auto' ? automaticRule(statistics, low, high, context) : rule) {
    case 'none':
      return {
        scaling: noScaling,
        note: `Values lie between ${short(low)} and ${short(high)} and are used as they are.`,
      };
    case 'unit': {
      const bytes = areBytes(statistics, low, high);
      const scaling: Scaling = bytes
        ? byteScaling
        : { rule: 'unit', offset: low, factor: inverse(high - low) };
      const range = bytes ? 'Values are bytes: 0 to 255' : `All values, ${short(low)} to ${short(high)},`;
      return { scaling, note: `${range} ${bytes ? 'is' : 'are'} scaled to [0, 1].` };
    }
    case 'minmax': {
      const factor = Array.from(max, (value, i) => inverse(value - min[i]));
      return {
        scaling: { rule: 'minmax', offset: [...min], factor },
        note: 'Each feature is scaled to [0, 1].',
      };
    }
    case 'standardise': {
      if (context.vectors) {
        const total = variance.reduce((sum, value) => sum + value, 0);
        const factor = inverse(Math.sqrt(total / variance.length));
        return {
          scaling: { rule: 'standardise', offset: [...mean], factor },
          note: 'Vectors are centred and scaled by one number, which keeps their angles and relative distances.',
        };
      }
      const { oneHot } = context;
      const offset = Array.from(mean, (value, i) => (oneHot[i] ? 0 : value));
      const factor = Array.from(variance, (value, i) => (oneHot[i] ? 1 : inverse(Math.sqrt(value))));
      return {
        scaling: { rule: 'standardise', offset, factor },
        note: 'Each numeric feature is scaled to mean 0 and standard deviation 1.',
      };
    }
  }
}

function automaticRule(
  statistics: FeatureStatistics,
  low: number,
  high: number,
  { vectors, image }: ScalingContext,
): Scaling['rule'] {
  const pixels = image || (statistics.min.length >= fewestByteColumns && high >= 100);
  if (pixels && high > 1 && areBytes(statistics, low, high)) return 'unit';
  if (low >= 0 && high <= 1 && !vectors) return 'none';
  return image ? 'unit' : 'standardise';
}

const areBytes = ({ whole }: FeatureStatistics, low: number, high: number) =>
  whole.every(Boolean) && low >= 0 && high <= 255;

// Math.min(...array) would overflow the stack on wide tables.
const smallest = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

const inverse = (spread: number) => (spread > 0 ? 1 / spread : 1);

const short = (value: number) => String(Number(value.toPrecision(4)));
