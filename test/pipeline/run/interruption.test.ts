import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { latentscape, startLatentscape } from '../../support/cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const few = ['--sample', '1000', '--epochs', '12', '--iterations', '300'];
const small = ['run', 'mnist', ...few, '--name', 'small', '--json'];

const csv = (runs: string) => readFileSync(path.join(runs, 'small', 'embedding.csv'));

/** Kills a run again and again, a little later each time, until one comes to its end. @returns the number of kills */
async function killUntilDone(runs: string, firstDelay: number, growth: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const [child, finished] = startLatentscape([...small, '--runs', runs]);
    const killed = wait(firstDelay * growth ** kills).then(() => child.kill('SIGKILL'));
    const { code, signal, stderr } = await finished;
    if (code === 0) return kills;
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    await killed;
  }
}

test('kill -9 at many instants, then the same command: the same embedding.csv, byte for byte', {
  timeout: 300_000,
}, async () => {
  const whole = await temporaryFolder();
  expect((await latentscape([...small, '--runs', whole])).code).toBe(0);
  const runs = await temporaryFolder();
  expect(await killUntilDone(runs, 500, 1.4)).toBeGreaterThan(2);
  expect(csv(runs).equals(csv(whole))).toBe(true);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s stops, says how to go on and exits with %i; the next run continues',
  async (signal, exitCode) => {
    const runs = await temporaryFolder();
    const [child, finished] = startLatentscape([...small, '--runs', runs]);
    let stopped = 0;
    child.stdout!.on('data', (chunk: Buffer) => {
      if (stopped > 0 || !chunk.toString().includes('"stage":"train","done"')) return;
      stopped = performance.now();
      child.kill(signal);
    });
    const { code, stderr } = await finished;
    expect(code).toBe(exitCode);
    expect(stderr).toContain('Stopped. Finished stages are kept: give the same command again to go on.');
    const { stdout } = await latentscape([...small, '--runs', runs]);
    expect(stdout).toContain('"type":"stage-reused","stage":"ingest"');
    expect(stdout).toContain('"type":"run-done"');
  },
);
