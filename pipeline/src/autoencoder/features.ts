import { blocksOf, type FeatureRows, holdBytes, takeRows } from '../data/feature-rows.js';
import { UserError } from '../errors.js';

/**
 * Looks for what a network cannot learn from.
 * @throws UserError naming the first value that is not finite
 */
export function checkFeatures(features: FeatureRows, warn: (text: string) => void): void {
  const { rows, columns } = features;
  if ('values' in features && features.values.length !== rows * columns) {
    throw new UserError(
      `the features are ${features.values.length} values, not ${rows} rows x ${columns} columns`,
    );
  }
  if (!holdBytes(features)) refuseInfinite(features);
  const constant = constantColumns(features);
  if (constant.length === columns) {
    throw new UserError('all rows are the same; there is nothing to learn');
  }
  if (constant.length > 0) {
    const named = constant.slice(0, 5).map((column) => column + 1);
    const more = constant.length > named.length ? ', …' : '';
    warn(
      `${constant.length} of ${columns} columns are constant and carry no information (${named.join(', ')}${more})`,
    );
  }
}

function refuseInfinite(features: FeatureRows): void {
  const { columns } = features;
  for (const { first, values } of blocksOf(features)) {
    const bad = (values as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const [row, column] = [first + Math.floor(bad / columns) + 1, (bad % columns) + 1];
    throw new UserError(
      `row ${row}, column ${column} is ${values[bad]}; an autoencoder needs finite numbers`,
    );
  }
}

/** Columns (from 0) that hold one value in all rows. */
function constantColumns(features: FeatureRows): number[] {
  const { columns } = features;
  const firstRow = takeRows(features, [0]);
  let candidates = Array.from({ length: columns }, (_, column) => column);
  for (const { values } of blocksOf(features)) {
    for (let start = 0; start < values.length && candidates.length > 0; start += columns) {
      candidates = candidates.filter((column) => values[start + column] === firstRow[column]);
    }
    if (candidates.length === 0) break;
  }
  return candidates;
}
