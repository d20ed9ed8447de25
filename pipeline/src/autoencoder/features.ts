import type { Features } from '../data/dataset.js';
import { UserError } from '../errors.js';

/**
 * Looks for what a network cannot learn from.
 * @throws UserError naming the first value that is not finite
 */
export function checkFeatures(features: Features, warn: (text: string) => void): void {
  const { rows, columns, values } = features;
  if (values.length !== rows * columns) {
    throw new UserError(`the features are ${values.length} values, not ${rows} rows x ${columns} columns`);
  }
  if (values instanceof Float32Array) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const [row, column] = [Math.floor(bad / columns) + 1, (bad % columns) + 1];
      throw new UserError(
        `row ${row}, column ${column} is ${values[bad]}; an autoencoder needs finite numbers`,
      );
    }
  }
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

/** Columns (from 0) that hold one value in all rows. */
function constantColumns({ rows, columns, values }: Features): number[] {
  let candidates = Array.from({ length: columns }, (_, column) => column);
  for (let row = 1; row < rows && candidates.length > 0; row++) {
    const start = row * columns;
    candidates = candidates.filter((column) => values[start + column] === values[column]);
  }
  return candidates;
}
