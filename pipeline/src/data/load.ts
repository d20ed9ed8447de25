import { UserError } from '../errors.js';
import type { Dataset } from './dataset.js';
import { loadMnist } from './mnist.js';
import { type DataOptions, withDefaults } from './options.js';
import { sampleRows } from './sample.js';

/**
 * Loads data from wherever it is and understands it.
 *
 * @param sources the built-in set `mnist`
 */
export async function loadDataset(sources: readonly string[], options: DataOptions = {}): Promise<Dataset> {
  const { sample, seed, stratify } = withDefaults(options);
  if (sources.length !== 1 || sources[0] !== 'mnist') {
    throw new UserError(`${sources.join(' ')}: no such data set. The built-in one is mnist.`);
  }
  const dataset = await loadMnist();
  return sample === undefined ? dataset : sampleRows(dataset, sample, seed, stratify);
}
