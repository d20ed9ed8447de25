import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { imagesInFolder, readImages } from '@latentscape/pipeline/data/images';
import { readInThread } from '@latentscape/pipeline/data/read-in-thread';
import { readNumbersHere } from '@latentscape/pipeline/data/read-parquet';
import { readTable } from '@latentscape/pipeline/data/read-table';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource, openSource } from '@latentscape/pipeline/data/source';
import type { Table } from '@latentscape/pipeline/data/table';
import { understand } from '@latentscape/pipeline/data/understand';
import { UserError } from '@latentscape/pipeline/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

const damage = fc.record({
  flips: fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) }),
    { maxLength: 8 },
  ),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

type Flip = { readonly at: number; readonly byte: number };

function damaged(intact: Buffer, flips: readonly Flip[], keep: number): Buffer {
  const content = Buffer.from(intact.subarray(0, Math.ceil(intact.length * keep)));
  for (const { at, byte } of flips) content[Math.floor(at * content.length)] = byte;
  return content;
}

/** Puts a new file in the place of the old one, whose bytes a library may still have mapped. */
function replaceFile(path: string, content: Buffer): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/** Reads, if it is read, and understands; what is refused must be refused in one line that names the file. */
async function finiteOrRefused(file: string, read: () => Promise<Table | undefined>): Promise<void> {
  try {
    const table = await read();
    if (table === undefined) return;
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
      const content = damaged(intact, flips, keep);
      await finiteOrRefused(file, () => readTable(bytesSource(file, file, content), planRoles({})));
    }),
    { numRuns: 400 },
  );
});

test.each(['flowers.csv.gz', 'flowers.csv.zst'])(
  '%s, damaged at random: one line that says so, or finite numbers',
  async (file) => {
    const path = join(await temporaryFolder(), file);
    const intact = readFileSync(fixture(file));
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, keep }) => {
        writeFileSync(path, damaged(intact, flips, keep));
        await finiteOrRefused(path, async () => readTable(await openSource(path), planRoles({})));
      }),
      { numRuns: 200 },
    );
  },
);

test('a folder of images, one of them damaged at random: one line that says so, or finite numbers', async () => {
  const folder = await temporaryFolder();
  cpSync(fixture('pictures'), folder, { recursive: true });
  const paths = await imagesInFolder(folder);
  const intact = paths.map((path) => readFileSync(path));
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(paths.length - 1), async ({ flips, keep }, which) => {
      replaceFile(paths[which], damaged(intact[which], flips, keep));
      await finiteOrRefused(folder, () => readImages(paths, folder));
      replaceFile(paths[which], intact[which]);
    }),
    { numRuns: 100 },
  );
});

const risky = [
  'flowers.parquet',
  'flowers-row-groups.parquet',
  'vectors.parquet',
  'flowers.arrow',
  'vectors.arrows',
] as const;

// The libraries that decode these formats trust the counts inside a file, and may loop: their thread is ended.
test.each(risky)(
  '%s, damaged at random: one line that says so, or finite numbers',
  async (file) => {
    const intact = readFileSync(fixture(file));
    const format = file.endsWith('.parquet') ? 'parquet' : 'arrow';
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, keep }) => {
        const content = damaged(intact, flips, keep);
        for (const rows of [undefined, Uint32Array.of(1, 5)])
          await finiteOrRefused(file, () =>
            readInThread(format, bytesSource(file, file, content), planRoles({}), rows, 1000),
          );
      }),
      { numRuns: 150 },
    );
  },
  60_000,
);

const packed = ['UNCOMPRESSED', 'SNAPPY', 'ZSTD', 'GZIP'] as const;

test.each(packed)(
  'numbers in Parquet (%s), damaged at random: one line that says so, or finite numbers',
  async (codec) => {
    const intact = await numbersInParquet(codec);
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, keep }) => {
        const content = damaged(intact, flips, keep);
        for (const rows of [undefined, Uint32Array.of(1, 5)])
          await finiteOrRefused('x.parquet', () =>
            readNumbersHere(bytesSource('x.parquet', 'x.parquet', content), planRoles({}), rows),
          );
      }),
      { numRuns: 300 },
    );
  },
);

/** Whole numbers below 256, larger ones, fractions and some missing. */
async function numbersInParquet(codec: (typeof packed)[number]): Promise<Buffer> {
  const path = join(await temporaryFolder(), 'numbers.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`
    COPY (SELECT (i % 7)::UTINYINT AS a, (i * 5)::INTEGER AS b, i / 8 AS c, CASE WHEN i % 9 > 0 THEN i::FLOAT END AS d,
      [i % 5, i % 3]::FLOAT[] AS e FROM range(60) t(i)) TO '${path}' (FORMAT parquet, COMPRESSION ${codec})`);
  connection.closeSync();
  return readFileSync(path);
}

test('numbers in Parquet are read without another thread, text is not', async () => {
  const read = async (content: Buffer) =>
    await readNumbersHere(bytesSource('x.parquet', 'x.parquet', content), planRoles({}));
  const table = await read(await numbersInParquet('SNAPPY'));
  expect(table?.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ...['a', 'b', 'c', 'd'].map((name) => [name, 'number']),
    ['e', 'vector'],
  ]);
  expect(await read(readFileSync(fixture('flowers.parquet')))).toBeUndefined();
});

test('a file that takes too long without another thread is given up', async () => {
  const source = bytesSource('slow.parquet', 'slow.parquet', await numbersInParquet('SNAPPY'));
  await expect(readNumbersHere(source, planRoles({}), undefined, -1)).rejects.toThrow(
    'slow.parquet: the Parquet file is damaged or cut off (it is not read within 0 s).',
  );
});

test('a file that sends its library into a loop is given up', async () => {
  const content = damaged(readFileSync(fixture('flowers.parquet')), [], 1);
  // For a file of this size a new thread is started, which cannot answer at once as one that waits may.
  const slow = { ...bytesSource('slow.parquet', 'slow.parquet', content), size: 2 ** 26 };
  const never = readInThread('parquet', slow, planRoles({}), undefined, 0);
  await expect(never).rejects.toThrow(
    'slow.parquet: the Parquet file is damaged or cut off (it is not read within 0 s).',
  );
  const again = await readInThread(
    'parquet',
    bytesSource('again.parquet', 'again.parquet', content),
    planRoles({}),
  );
  expect(again.rows).toBe(60);
});

test.each(risky)('%s, cut off anywhere: one line that says so, or finite numbers', async (file) => {
  const intact = readFileSync(fixture(file));
  for (let length = 1; length < intact.length; length += 7) {
    const content = intact.subarray(0, length);
    await finiteOrRefused(file, () => readTable(bytesSource(file, file, content), planRoles({})));
  }
});
