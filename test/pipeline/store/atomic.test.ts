import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '@latentscape/pipeline';
import { removeLeftovers, writeAtomic } from '@latentscape/pipeline/store/atomic';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('writes bytes and reports their size and SHA-256', async () => {
  const file = path.join(await temporaryFolder(), 'deep/er/data.bin');
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
  const written = await writeAtomic(file, bytes);
  expect(new Uint8Array(await readFile(file))).toEqual(bytes);
  expect(written).toEqual({ bytes: 100_000, sha256: createHash('sha256').update(bytes).digest('hex') });
});

test('joins chunks of bytes and text that arrive over time', async () => {
  const file = path.join(await temporaryFolder(), 'rows.csv');
  async function* chunks() {
    yield 'id,x\n';
    yield Buffer.from('é,1\n');
  }
  const { bytes } = await writeAtomic(file, chunks());
  expect(await readFile(file, 'utf8')).toBe('id,x\né,1\n');
  expect(bytes).toBe(10);
});

test('a source that fails half-way leaves the old file and nothing else', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'kept.txt');
  await writeAtomic(file, 'old');
  function* broken() {
    yield 'new';
    throw new Error('the source broke');
  }
  await expect(writeAtomic(file, broken())).rejects.toThrow('the source broke');
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['kept.txt']);
});

test('a place that is a file, not a folder, is one clear line with exit code 1', async () => {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'file'), '');
  const error = await writeAtomic(path.join(folder, 'file/below'), 'x').catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.exitCode).toBe(1);
  expect(error.message).toMatch(
    /below: cannot be written \((ENOTDIR|EEXIST)\): a part of that path is a file, not a folder/,
  );
});

test('removes what a killed process left, and nothing else', async () => {
  const folder = await temporaryFolder();
  await writeAtomic(path.join(folder, 'model/weights.bin'), 'kept');
  await writeFile(path.join(folder, 'model/weights.bin.123.tmp'), 'half');
  await removeLeftovers(folder);
  expect(await readdir(path.join(folder, 'model'))).toEqual(['weights.bin']);
});
