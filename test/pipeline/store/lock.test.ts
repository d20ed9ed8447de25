import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { livingHolder, lockFolder } from '@latentscape/pipeline/store/lock';
import { expect, test } from 'vitest';
import { startNode } from '../../support/node-process.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const lockModule = import.meta.resolve('@latentscape/pipeline/store/lock');
const takeAndHold = (folder: string) => `
  import { lockFolder } from ${JSON.stringify(lockModule)};
  try {
    await lockFolder(${JSON.stringify(folder)});
    console.log('taken');
    setTimeout(() => {}, 60_000);
  } catch (error) {
    console.log('refused');
  }`;

test('a second process is refused in a message that names the first', async () => {
  const folder = await temporaryFolder();
  const release = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(
    new RegExp(`process ${process.pid} on ${os.hostname()} since \\d{4}-.* is writing to this run`),
  );
  expect((await livingHolder(folder))?.pid).toBe(process.pid);
  await release();
  expect(existsSync(path.join(folder, 'run.lock'))).toBe(false);
});

test('the lock of a process that is gone is taken over', async () => {
  const folder = await temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(
    path.join(folder, 'run.lock'),
    JSON.stringify({ pid, host: os.hostname(), started: 'then' }),
  );
  expect(await livingHolder(folder)).toBeUndefined();
  const release = await lockFolder(folder);
  expect((await livingHolder(folder))?.pid).toBe(process.pid);
  await release();
});

test('the lock of a process that was killed while it took it is taken over', async () => {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'run.lock'), '');
  const release = await lockFolder(folder);
  await release();
});

test('the lock of another machine is respected', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    path.join(folder, 'run.lock'),
    JSON.stringify({ pid: 1, host: 'elsewhere', started: 'then' }),
  );
  await expect(lockFolder(folder)).rejects.toThrow('process 1 on elsewhere since then');
});

test('of twelve processes that start at once over a stale lock, one works', async () => {
  const folder = await temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(
    path.join(folder, 'run.lock'),
    JSON.stringify({ pid, host: os.hostname(), started: 'then' }),
  );
  const processes = Array.from({ length: 12 }, () => startNode(takeAndHold(folder)));
  const answers = await Promise.all(processes.map((child) => child.firstLine));
  for (const child of processes) child.kill();
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'refused')).toHaveLength(11);
});
