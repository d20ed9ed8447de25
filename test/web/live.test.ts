import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startLatentscape } from '../support/cli.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-live-'));
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

const steps = ['--hidden', '128', '--epochs', '150', '--early-iterations', '500', '--iterations', '7000'];
const digits = ['run', 'mnist', '--sample', '1200', ...steps, '--name', 'live', '--json'];

/**
 * Lets a run go on until it has told of so many more events that hold `part`, and makes it stand still there: so the page
 * sees every stage however slow it is.
 */
function haltAfter(run: ChildProcess, part: string, times = 1): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const count = (chunk: Buffer) => {
      seen += chunk.toString().split(part).length - 1;
      if (seen < times) return;
      run.stdout!.off('data', count);
      run.kill('SIGSTOP');
      resolve();
    };
    run.stdout!.on('data', count);
    run.kill('SIGCONT');
  });
}

it('a real run is watched from its first stage to its map: losses, reconstructions, moving points', {
  timeout: 180_000,
}, async () => {
  const { page, complaints } = await visit(browser, site.url);
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  const [run, finished] = startLatentscape([...digits, '--runs', runs]);
  onTestFinished(() => void run.kill('SIGKILL'));
  await haltAfter(run, '"heldOutLoss"', 4);

  const wait = { timeout: 60_000 };
  await page.getByRole('heading', { name: '“live” is under way' }).waitFor(wait);
  await page.getByRole('img', { name: /^Loss over \d+ steps/ }).waitFor(wait);
  await page.locator('.loss .series-name', { hasText: 'held out' }).waitFor(wait);
  const places = async (key: string) =>
    (await page.locator(`.loss path.series.is-${key}`).getAttribute('d'))!.split('L').length;
  await expect.poll(() => places('heldOutLoss')).toBeGreaterThan(2);
  await expect.poll(() => places('loss')).toBeGreaterThan(2);
  await page.getByRole('heading', { name: /^Reconstructions, epoch \d+/ }).waitFor(wait);
  const rebuilt = page.locator('.live-rows canvas');
  await expect.poll(() => rebuilt.count()).toBe(16);
  const pixels = () =>
    rebuilt.nth(1).evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(data).join();
    });
  const early = await pixels();
  await haltAfter(run, 'live/reconstructions.npy');
  await expect.poll(pixels).not.toBe(early);

  await haltAfter(run, '"path":"snapshots/', 2);
  const map = page.getByRole('figure', { name: 'The map as it is laid out' });
  await map.waitFor(wait);
  const caption = page.locator('.live-caption');
  const iteration = async () =>
    Number((await caption.textContent())!.match(/^1,200 points, iteration (\d+)$/)![1]);
  const before = await iteration();
  const points = map.locator('.map-points');
  const picture = await points.screenshot();
  await haltAfter(run, '"path":"snapshots/', 3);
  await expect.poll(iteration).toBeGreaterThan(before);
  // They set out for their new places when the caption changes.
  await expect.poll(async () => (await points.screenshot()).equals(picture)).toBe(false);
  await expect.poll(() => map.locator('.cluster-label').count()).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);

  run.kill('SIGCONT');
  const { code, stderr } = await finished;
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  await page.locator('.group').first().waitFor(wait);
  await expect.poll(() => page.locator('.live').isVisible()).toBe(false);
  expect(existsSync(path.join(runs, 'live', 'live'))).toBe(false);
  expect(complaints).toEqual([]);
  await page.close();
});
