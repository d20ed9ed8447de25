import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, readManifest, UserError } from '@latentscape/pipeline';
import { firstDamaged, sha256OfValue } from '@latentscape/pipeline/store/checksum';
import { findLender, RunFolder, runPath } from '@latentscape/pipeline/store/run-folder';
import { listRuns, removeRun } from '@latentscape/pipeline/store/runs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

const header = { seed: 1, options: { perplexity: 30 }, versions: { latentscape: '0.1.0' } };

async function runWithCodes(runs: string, name: string): Promise<RunFolder> {
  const folder = await RunFolder.open(runs, name, header);
  const output = await folder.write(
    'codes.npy',
    Uint8Array.from({ length: 1000 }, (_, i) => i % 256),
  );
  await folder.complete('encode', {
    key: 'key-of-codes',
    seconds: 1,
    outputs: [output],
    values: { rows: 250 },
  });
  return folder;
}

test('a finished stage is found again by a later process', async () => {
  const runs = await temporaryFolder();
  const first = await runWithCodes(runs, 'a');
  await first.release();
  const second = await RunFolder.open(runs, 'a', header);
  expect(second.record('encode')?.key).toBe('key-of-codes');
  expect(second.contents.created).toBe(first.contents.created);
  await second.release();
});

test('one changed bit, a missing byte and a missing file are all noticed', async () => {
  const runs = await temporaryFolder();
  const folder = await runWithCodes(runs, 'a');
  const { outputs } = folder.record('encode')!;
  const file = folder.file('codes.npy');
  const whole = await readFile(file);
  expect(await firstDamaged(folder.path, outputs)).toBeUndefined();
  for (let i = 0; i < 200; i++) {
    const damaged = Uint8Array.from(whole);
    damaged[(i * 37) % damaged.length] ^= 1 << (i % 8);
    await writeFile(file, damaged);
    expect(await firstDamaged(folder.path, outputs)).toBe('codes.npy');
  }
  await writeFile(file, whole);
  await truncate(file, 999);
  expect(await firstDamaged(folder.path, outputs)).toBe('codes.npy');
  expect(await firstDamaged(runs, outputs)).toBe('codes.npy');
});

test('another run borrows a stage, and lives on when the lender is removed', async () => {
  const runs = await temporaryFolder();
  await (await runWithCodes(runs, 'lender')).release();
  const borrower = await RunFolder.open(runs, 'borrower', header);
  expect(await findLender(runs, 'borrower', 'encode', 'another key')).toBeUndefined();
  const lender = await findLender(runs, 'borrower', 'encode', 'key-of-codes');
  await borrower.borrow('encode', lender!);
  expect(borrower.record('encode')?.values).toEqual({ rows: 250 });
  await removeRun(runs, 'lender');
  expect(borrower.record('encode')).toMatchObject({ reusedFrom: 'lender', seconds: 0 });
  expect(await firstDamaged(borrower.path, borrower.record('encode')!.outputs)).toBeUndefined();
  await borrower.release();
});

test('a damaged artifact is not lent', async () => {
  const runs = await temporaryFolder();
  const folder = await runWithCodes(runs, 'lender');
  await appendFile(folder.file('codes.npy'), 'x');
  expect(await findLender(runs, 'borrower', 'encode', 'key-of-codes')).toBeUndefined();
});

test('before a stage runs again, its outputs and those of later stages are gone', async () => {
  const runs = await temporaryFolder();
  const folder = await runWithCodes(runs, 'a');
  const csv = await folder.write('embedding.csv', 'id,label,x,y\n');
  await folder.complete('export', { key: 'k', seconds: 0, outputs: [csv] });
  await folder.begin('encode');
  expect(folder.contents.stages).toEqual({});
  await expect(stat(folder.file('embedding.csv'))).rejects.toThrow('ENOENT');
  await expect(stat(folder.file('codes.npy'))).rejects.toThrow('ENOENT');
});

test.each(['..', '.', '', 'a/b', '../evil', 'a\\b', '.hidden', 'con:', 'nul\0', 'dot.', 'x'.repeat(121)])(
  'the run name %j is refused',
  (name) => {
    expect(() => runPath('/runs', name)).toThrow(UserError);
  },
);

test('a manifest from a newer version is refused with a message that says so', async () => {
  const runs = await temporaryFolder();
  const folder = await runWithCodes(runs, 'a');
  await folder.release();
  const file = folder.file('run.json');
  const manifest: Manifest = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...manifest, format: 2 }));
  await expect(readManifest(folder.path)).rejects.toThrow(
    `${file}: written by a newer version (run format 2, this program reads 1); update latentscape.`,
  );
  await expect(RunFolder.open(runs, 'a', header)).rejects.toThrow('update latentscape');
  expect(await listRuns(runs)).toMatchObject([{ name: 'a', status: 'unreadable' }]);
});

test.each(['', '{', '[]', '{"format":1}', 'null'])(
  'the damaged manifest %j is refused in one line',
  async (text) => {
    const runs = await temporaryFolder();
    const folder = await runWithCodes(runs, 'a');
    await folder.release();
    await writeFile(folder.file('run.json'), text);
    const error: Error = await readManifest(folder.path).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).toContain(path.join(runs, 'a', 'run.json'));
  },
);

test('a manifest cannot name files outside its run', async () => {
  const runs = await temporaryFolder();
  const folder = await runWithCodes(runs, 'a');
  const file = folder.file('run.json');
  const text = await readFile(file, 'utf8');
  for (const evil of ['../../etc/passwd', '/etc/passwd', 'a/../../b', '..', 'a\\\\b']) {
    await writeFile(file, text.replace('"codes.npy"', `"${evil}"`));
    await expect(readManifest(folder.path)).rejects.toThrow('not a run manifest');
  }
});

test('the hash of a value ignores the order of keys and nothing else', () => {
  expect(sha256OfValue({ a: 1, b: { c: 2, d: 3 } })).toBe(sha256OfValue({ b: { d: 3, c: 2 }, a: 1 }));
  expect(sha256OfValue({ a: [1, 2] })).not.toBe(sha256OfValue({ a: [2, 1] }));
  expect(sha256OfValue({ a: 1 })).not.toBe(sha256OfValue({ a: '1' }));
});
