import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '@latentscape/pipeline/data/load';
import type { DataOptions } from '@latentscape/pipeline/data/options';
import { UserError } from '@latentscape/pipeline/errors';
import { beforeAll, expect } from 'vitest';
import { sharedFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

/** Where the bad files of a test file lie; removed after its last test. */
export let folder: string;

beforeAll(async () => {
  folder = await sharedFolder();
});

/** Writes files and reads the first. @returns the one line that a user would read, without the name of the folder */
export async function complaint(
  files: Record<string, string | Uint8Array>,
  options: DataOptions = {},
): Promise<string> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return await complaintAbout(join(folder, Object.keys(files)[0]), options);
}

/** What a user reads about data that exist. */
export async function complaintAbout(path: string, options: DataOptions = {}): Promise<string> {
  const error = await loadDataset([path], options).then(
    () => expect.unreachable('the data were accepted'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ exitCode: 2 });
  const { message } = error as UserError;
  expect(message).not.toContain('\n');
  return message.replaceAll(`${folder}/`, '').replaceAll(fixture(''), '');
}

/** Lines of a table, the first for row 0. */
export const rows = (count: number, line: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');
