import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { autoencoderDefaults } from '@latentscape/pipeline/autoencoder/options';
import { blocksOf, storedFeatures, takeRows } from '@latentscape/pipeline/data/feature-rows';
import { formatNpy } from '@latentscape/pipeline/data/npy';
import { noScaling } from '@latentscape/pipeline/data/scaling';
import { embeddingDefaults, type RunOptions, runDefaults } from '@latentscape/pipeline/options';
import { run } from '@latentscape/pipeline/run';
import type { RunEvent } from '@latentscape/pipeline/store/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Checksums of every artifact, and what the run said. */
async function filesOf(options: Partial<RunOptions>) {
  const events: RunEvent[] = [];
  const { manifest } = await run(
    {
      ...runDefaults,
      runs: await temporaryFolder(),
      autoencoder: { ...autoencoderDefaults, epochs: 2, batchSize: 256 },
      embedding: { ...embeddingDefaults, perplexity: [5], earlyIterations: 20, iterations: 30 },
      ...options,
    },
    { onEvent: (event) => events.push(event) },
  );
  const outputs = Object.values(manifest.stages).flatMap((stage) => stage.outputs);
  return { files: Object.fromEntries(outputs.map((output) => [output.path, output.sha256])), events };
}

test.each<[string, Partial<RunOptions>]>([
  ['bytes, two threads', { source: ['mnist'], data: { sample: 700 }, threads: 2 }],
  ['numbers scaled column by column', { source: ['penguins'], threads: 1 }],
])('%s beyond the memory budget are read from the disk: the same bytes', async (_, options) => {
  const held = await filesOf(options);
  const read = await filesOf({ ...options, memory: 1000 });
  const said = read.events.map((event) => ('text' in event ? event.text : ''));
  expect(said).toContainEqual(expect.stringMatching(/^The features take .* they are read from the disk/));
  expect(Object.keys(held.files).length).toBeGreaterThan(8);
  expect(read.files).toEqual(held.files);
});

test('rows in a file are the rows in memory, in any order', async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 60 }),
      async (rows, columns, bytes, wanted) => {
        const numbers = Array.from({ length: rows * columns }, (_, i) => (i * 37) % 251);
        const values = bytes ? Uint8Array.from(numbers) : Float32Array.from(numbers);
        const features = { rows, columns, values, scaling: noScaling } as const;
        const file = path.join(folder, 'features.npy');
        await writeFile(file, formatNpy(values, [rows, columns]));
        const stored = await storedFeatures(file, features);
        const indices = wanted.map((index) => index % rows);
        expect(takeRows(stored, indices)).toEqual(takeRows(features, indices));
        const blocks = [...blocksOf(stored)].flatMap((block) => [...block.values]);
        expect(blocks).toEqual([...values]);
      },
    ),
    { numRuns: 60 },
  );
});
