import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startLatentscape } from '../../support/cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const quick = ['penguins', '--epochs', '2', '--iterations', '20', '--name', 'p'];

test.each([[[]], [['--json']]])('a run goes on when its output is read no more %j', async (flags) => {
  const runs = await temporaryFolder();
  const [child, finished] = startLatentscape(['run', ...quick, ...flags, '--runs', runs]);
  child.stdout!.destroy();
  child.stderr!.destroy();
  expect((await finished).code).toBe(0);
  expect(existsSync(path.join(runs, 'p', 'embedding.csv'))).toBe(true);
});

test('a command that only prints ends when its output is read no more', async () => {
  const [child, finished] = startLatentscape(['run', '--help']);
  child.stdout!.destroy();
  expect(await finished).toMatchObject({ code: 0, stderr: '' });
});

test.skipIf(!existsSync('/dev/full'))('output to a full disk is one line and exit code 1', async () => {
  const full = await open('/dev/full', 'w');
  const [, finished] = startLatentscape(['demo'], {}, ['ignore', full.fd, 'pipe']);
  expect(await finished).toMatchObject({
    code: 1,
    stderr: 'error: standard output cannot be written (ENOSPC).\n',
  });
  await full.close();
});
