import type { FeatureRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import { setValues } from './checkpoint.js';
import type { Network } from './network.js';
import type { Settings } from './settings.js';

/** Training rows that the mean is taken over, evenly spread. */
const sampleRows = 5000;
/** Where a column is always 0 or 1, the logit of its mean would be infinite. */
const margin = 0.01;

/** Sets the bias of the reconstruction so that it starts at the mean row, and training need not find that first. */
export function startAtMean(
  { outputBias }: Network,
  features: FeatureRows,
  trainingRows: Uint32Array,
  { loss }: Settings,
): void {
  const step = Math.max(1, Math.floor(trainingRows.length / sampleRows));
  const values = scaleRows(
    features,
    trainingRows.filter((_, i) => i % step === 0),
  );
  const sums = new Float64Array(outputBias.size);
  for (let i = 0; i < values.length; i++) sums[i % sums.length] += values[i];
  const means = Float32Array.from(sums, (sum) => (sum * sums.length) / values.length);
  setValues(outputBias, loss === 'bce' ? means.map(logit) : means);
}

function logit(mean: number): number {
  const p = Math.min(1 - margin, Math.max(margin, mean));
  return Math.log(p / (1 - p));
}
