import { readFileSync } from 'node:fs';
import { readTable } from '@latentscape/pipeline/data/read-table';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { understand } from '@latentscape/pipeline/data/understand';
import { UserError } from '@latentscape/pipeline/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture } from './fixture.js';

const damage = fc.record({
  flips: fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) }),
    { maxLength: 8 },
  ),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

/** Reads and understands; what is refused must be refused in one line that names the file. */
async function finiteOrRefused(file: string, content: Buffer): Promise<void> {
  try {
    const table = await readTable(bytesSource(file, file, content), planRoles({}));
    const { features } = understand(table, file);
    expect(features.values.every(Number.isFinite)).toBe(true);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toContain(file);
    expect(error.message).not.toContain('\n');
  }
}

test.each([
  'flowers.csv',
  'flowers.json',
  'flowers.jsonl',
  'vectors.npy',
  'vectors.npz',
  'images.idx',
  'int32-fortran.npy',
])('%s, damaged at random: one line that says so, or finite numbers', async (file) => {
  const intact = readFileSync(fixture(file));
  await fc.assert(
    fc.asyncProperty(damage, async ({ flips, keep }) => {
      const content = Buffer.from(intact.subarray(0, Math.ceil(intact.length * keep)));
      for (const { at, byte } of flips) content[Math.floor(at * content.length)] = byte;
      await finiteOrRefused(file, content);
    }),
    { numRuns: 400 },
  );
});

// The libraries that decode these formats trust the counts inside a file, so bytes are not changed here.
test.each([
  'flowers.parquet',
  'flowers-row-groups.parquet',
  'vectors.parquet',
  'flowers.arrow',
  'vectors.arrows',
])('%s, cut off anywhere: one line that says so, or finite numbers', async (file) => {
  const intact = readFileSync(fixture(file));
  for (let length = 1; length < intact.length; length += 7)
    await finiteOrRefused(file, intact.subarray(0, length));
});
