import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { QualityReport } from '@latentscape/pipeline';
import { type RunOptions, runDefaults } from '@latentscape/pipeline/options';
import { run } from '@latentscape/pipeline/run';
import { tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

async function evaluate(options: Partial<RunOptions>) {
  const runs = await temporaryFolder();
  const embedding = { ...runDefaults.embedding, iterations: 250 };
  const autoencoder = { ...runDefaults.autoencoder, epochs: 60 as const };
  const { folder, manifest } = await run({
    ...runDefaults,
    source: ['penguins'],
    runs,
    autoencoder,
    embedding,
    ...options,
  });
  const read = (file: string) => readFileSync(path.join(folder, file));
  const points = tableFromIPC(read('embedding.arrow'));
  const column = (name: string) => Array.from(points.getChild(name)!.toArray() as Float32Array);
  return { report: JSON.parse(read('report.json').toString()) as QualityReport, manifest, column, points };
}

test('the penguins: report, story and columns tell the same', async () => {
  const { report, manifest, column } = await evaluate({});
  expect(report.steps.map(({ from, to }) => `${from} to ${to}`)).toEqual([
    'input to codes',
    'input to map',
    'codes to map',
  ]);
  const kept = column('neighbours_kept');
  const mean = kept.reduce((sum, share) => sum + share, 0) / kept.length;
  // Below 10,000 rows both are exact: the neighbours that the layout found, and the ranks of all distances.
  expect(report.points.neighboursKept).toBeCloseTo(mean, 6);
  expect(report.steps[2].recall[0].value).toBeCloseTo(mean, 2);
  expect(column('false_neighbours').every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(column('reconstruction_error').every((error) => error >= 0)).toBe(true);
  expect(column('stretch')).toHaveLength(report.rows);
  const { labelAccuracy } = report.spaces.find(({ name }) => name === 'map')!;
  expect(labelAccuracy!.value).toBeGreaterThan(0.9);
  expect(manifest.stages.evaluate!.values!.labelAccuracyMap).toBe(labelAccuracy!.value);
  const inPlace = report.confusion!.counts.reduce((sum, counts, label) => sum + counts[label], 0);
  expect(inPlace / report.rows).toBeCloseTo(labelAccuracy!.value, 12);
  expect(report.story[0]).toContain(`${Math.round(100 * labelAccuracy!.value)} of 100 points`);
  expect(report.klDivergence).toBe(manifest.stages.embed!.values!.klDivergence);
});

test('without an autoencoder the rows themselves are the codes, and nothing is said of reconstructions', async () => {
  const { report, points } = await evaluate({ skipAutoencoder: true });
  expect(report.spaces.map(({ name }) => name)).toEqual(['codes', 'map']);
  expect(report.steps).toHaveLength(1);
  expect(report.reconstruction).toBeUndefined();
  expect(points.getChild('reconstruction_error')).toBeNull();
});
