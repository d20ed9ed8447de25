import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** @returns a new empty folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'latentscape-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** @returns a new empty folder that all tests of a file share; it is removed after the last of them. */
export async function sharedFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'latentscape-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
