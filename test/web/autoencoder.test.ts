import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { namedUnits } from '@latentscape/pipeline/autoencoder/code-statistics';
import { loadModel, modelPaths } from '@latentscape/pipeline/autoencoder/model-files';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { makeDigitsRun } from '../support/digits-run.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-autoencoder-'));
  await makeTableRun();
  await makeDigitsRun(runs, 300, 'noisy', ['--variant', 'denoising', '--noise-kind', 'masking']);
  await makeDigitsRun(runs, 400); // the newest is the one that opens
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

const read = async (file: string) => JSON.parse(await readFile(path.join(runs, 'digits', file), 'utf8'));

/** The grey values of a canvas. */
function greys(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return Array.from(data.filter((_, i) => i % 4 === 0));
  });
}

describe('the page of the autoencoder', () => {
  it('tells the figures that the report tells, and draws one point of the loss an epoch', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?page=autoencoder`);
    await page.getByRole('heading', { name: 'A sparse autoencoder' }).waitFor();
    const { codes } = await read('report.json');
    const figures = await page.locator('.facts dd').allTextContents();
    const digits = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
    expect(figures[0]).toBe(digits(codes.mean));
    expect(Number(figures[1])).toBeCloseTo(codes.variance, 2);
    expect(figures[2]).toBe(`${digits(100 * codes.zeroFraction)}%`);
    expect(figures[3]).toBe(namedUnits(codes.deadUnits, 32));
    const { history } = await read('model/autoencoder.json');
    const curve = await page.locator('.series.is-heldOutLoss').getAttribute('d');
    expect(curve!.split('L').length).toBe(history.length);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lets the decoder draw anew when a unit is raised, and back from the mean', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?page=autoencoder`);
    await page.locator('.playground-output').waitFor();
    await expect.poll(async () => Math.max(...(await greys(page, '.playground-output')))).toBeGreaterThan(0);
    const mean = await greys(page, '.playground-output');
    const statistics = await page
      .locator('.unit input')
      .evaluateAll((inputs) =>
        inputs.map(
          (input) => Number((input as HTMLInputElement).max) - Number((input as HTMLInputElement).value),
        ),
      );
    const widest = statistics.indexOf(Math.max(...statistics));
    await page.locator('.unit input').nth(widest).press('End');
    await expect.poll(() => greys(page, '.playground-output')).not.toEqual(mean);
    const expected = await predicted('digits', 'decoder', await meanCode('digits', widest));
    const worst = (drawn: number[]) => Math.max(...drawn.map((grey, i) => Math.abs(grey - expected[i])));
    expect(worst(await greys(page, '.playground-output'))).toBeLessThan(6);
    const tile = `.unit:nth-child(${widest + 1}) .unit-tile canvas`;
    await page.locator('.unit-tile canvas').nth(31).waitFor();
    expect(worst(await greys(page, tile))).toBeLessThan(6);
    await page.getByRole('button', { name: 'From the mean' }).click();
    await expect.poll(() => greys(page, '.playground-output')).toEqual(mean);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows what a denoising network saw, and what it makes of that', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?run=noisy&page=autoencoder`);
    await page.getByText('Middle: as the network saw it.').waitFor();
    const row = page.locator('.reconstruction-rows > div').nth(11);
    await row.locator('canvas').nth(2).waitFor();
    const names = await row.locator('canvas').evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(names.map((name) => name?.split(', ')[1])).toEqual(['original', 'with noise', 'reconstruction']);
    const [original, seen, drawn] = await Promise.all(
      [1, 2, 3].map((nth) =>
        greys(page, `.reconstruction-rows > div:nth-child(12) canvas:nth-child(${nth})`),
      ),
    );
    expect(seen).not.toEqual(original);
    const expected = await predicted(
      'noisy',
      'autoencoder',
      seen.map((grey) => grey / 255),
    );
    expect(Math.max(...drawn.map((grey, i) => Math.abs(grey - expected[i])))).toBeLessThan(6);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the same of a pinned point: original, with noise, reconstruction, and the values of its code', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?run=noisy&pin=7`);
    await page.locator('.point-panel').getByText('Mean squared error').waitFor();
    const pictures = page.locator('.point-panel .picture');
    await expect
      .poll(() => pictures.locator('figcaption').allTextContents())
      .toEqual(['Original', 'With noise', 'Reconstruction']);
    const [original, seen, drawn] = await Promise.all(
      [1, 2, 3].map((nth) => greys(page, `.point-panel .picture:nth-child(${nth}) canvas`)),
    );
    expect(original).toEqual(await pixelsOf('noisy', 7));
    // Masking noise: a pixel is as it was, or black.
    expect(seen.every((grey, i) => grey === original[i] || grey === 0)).toBe(true);
    expect(seen).not.toEqual(original);
    const expected = await predicted(
      'noisy',
      'autoencoder',
      seen.map((grey) => grey / 255),
    );
    expect(Math.max(...drawn.map((grey, i) => Math.abs(grey - expected[i])))).toBeLessThan(6);
    const told = await page
      .locator('.code-unit')
      .evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLElement).title.split(': ')[1])));
    const code = (await codeValues('noisy')).subarray(7 * 32, 8 * 32);
    expect(Math.max(...told.map((value, unit) => Math.abs(value / code[unit] - 1) || 0))).toBeLessThan(1e-3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leads back to the map, coloured by the unit', async () => {
    const { page } = await visit(browser, `${site.url}?page=autoencoder`);
    await page.getByRole('button', { name: 'unit 7', exact: true }).click();
    await page.getByRole('img', { name: 'Distribution of unit 7' }).waitFor();
    await page.close();
  });
});

describe('the report of a run', () => {
  it.each(['noisy', 'flowers'])('fits on a phone, without a server: %s', async (run) => {
    const { page, complaints } = await visit(
      browser,
      pathToFileURL(path.join(runs, run, 'report.html')).href,
      { viewport: { width: 390, height: 844 } },
    );
    await page.getByRole('heading', { name: 'What the autoencoder learned' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('how the map was made', () => {
  it('plays from the first snapshot to the last, can be scrubbed, and ends with the finished map', async () => {
    const { page, complaints } = await visit(browser, site.url);
    const snapshots = await read('snapshots/index.json');
    await page.getByRole('button', { name: 'How the map was made' }).click();
    const text = page.locator('.player-text');
    const last = `Iteration ${snapshots.at(-1).iteration}, KL`;
    await expect.poll(() => text.textContent(), { timeout: 30_000 }).toContain(last);
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await page.getByLabel('Iteration').press('Home');
    await expect.poll(() => text.textContent()).toContain(`Iteration ${snapshots[0].iteration}, KL`);
    await expect.poll(() => text.textContent()).toContain('exaggerated 12×');
    await page.getByRole('button', { name: 'Back to the finished map' }).click();
    await page.locator('.cluster-label').first().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('the codes', () => {
  it('are drawn as a histogram of all values, exact zeros apart', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?page=autoencoder`);
    const chart = page.getByRole('img', { name: /^Values of all codes from / });
    await chart.waitFor();
    const { codes } = await read('report.json');
    const digits = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
    const name = await chart.getAttribute('aria-label');
    expect(name).toContain(`mean ${digits(codes.mean)}`);
    expect(name).toContain(`${digits(100 * codes.zeroFraction)}% of the values are exactly zero`);
    const values = await codeValues('digits');
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const bins = new Array(64).fill(0);
    for (const value of values)
      if (value !== 0) bins[Math.min(63, Math.floor(((value - low) / (high - low)) * 64))]++;
    const heights = await page
      .locator('.code-bin')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))));
    expect(heights.indexOf(Math.max(...heights))).toBe(bins.indexOf(Math.max(...bins)));
    expect(heights.map((height) => height > 0)).toEqual(bins.map((count) => count > 0));
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('a table without pictures', () => {
  const opened = (options = {}) => visit(browser, `${site.url}?run=flowers&page=autoencoder`, options);

  it('shows rows beside their reconstruction as bars, and decoded codes in the units of the table', async () => {
    const { page, complaints } = await opened();
    await page.locator('.profile-rows figure').nth(11).waitFor();
    const row = page.locator('.profile-rows figure').first();
    const bars = await row.locator('g title').allTextContents();
    expect(bars.map((text) => text.split(':')[0])).toEqual(['one', 'two', '<b>three</b>']);
    expect(bars[0]).toMatch(/^one: -?[\d.]+, rebuilt -?[\d.]+$/);
    const output = page.locator('.playground-output');
    const decoded = () => output.locator('dd').allTextContents();
    await expect.poll(async () => (await decoded()).length).toBe(3);
    const mean = await decoded();
    for (const unit of await page.locator('.unit input').all()) await unit.press('End');
    await expect.poll(decoded).not.toEqual(mean);
    await expect.poll(() => page.locator('.unit-tile .profile').count()).toBe(2);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const)('axe finds nothing to complain about: %s, %i x %i', async (colorScheme, width, height) => {
    const { page } = await opened({ colorScheme, viewport: { width, height } });
    await page.locator('.profile-rows figure').nth(11).waitFor();
    expect(await violations(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      .toBe(true);
    await page.close();
  });
});

/** The mean code of a run, one unit raised to its greatest value. */
async function meanCode(run: string, raised: number): Promise<number[]> {
  const values = await codeValues(run);
  const rows = Array.from({ length: values.length / 32 }, (_, row) =>
    values.subarray(row * 32, row * 32 + 32),
  );
  return Array.from({ length: 32 }, (_, unit) => {
    const ofUnit = rows.map((code) => code[unit]);
    return unit === raised
      ? Math.max(...ofUnit)
      : ofUnit.reduce((sum, value) => sum + value, 0) / rows.length;
  });
}

/** What one of a run's models makes of a row, in greys. */
async function predicted(
  run: string,
  model: 'decoder' | 'autoencoder',
  input: number[],
): Promise<Float32Array> {
  await useBackend('cpu');
  const files = modelPaths.map(async (name) => [name, await readFile(path.join(runs, run, 'model', name))]);
  const { network } = loadModel(Object.fromEntries(await Promise.all(files)));
  const row = tensor2d(input, [1, input.length]);
  return ((await (network[model].predict(row) as Tensor).data()) as Float32Array).map((grey) => 255 * grey);
}

/** The pixels of a row, from the run's features. */
async function pixelsOf(run: string, row: number): Promise<number[]> {
  const { values } = parseNpy(await readFile(path.join(runs, run, 'dataset/features.npy')), 'features.npy');
  return Array.from((values as Uint8Array).subarray(row * 784, (row + 1) * 784));
}

/** The values of all codes of a run. */
async function codeValues(run: string): Promise<Float32Array> {
  const { values } = parseNpy(await readFile(path.join(runs, run, 'codes.npy')), 'codes.npy');
  return values as Float32Array;
}

/** A run of a small table of numbers, one of whose columns has a hostile name. */
async function makeTableRun(): Promise<void> {
  const file = path.join(runs, 'flowers.csv');
  const lines = Array.from({ length: 120 }, (_, i) => [
    Math.sin(i),
    Math.cos(3 * i),
    i % 7,
    i % 2 ? 'a' : 'b',
  ]);
  await writeFile(file, ['one,two,<b>three</b>,label', ...lines.map((line) => line.join(','))].join('\n'));
  const few = ['--epochs', '20', '--code-size', '2', '--early-iterations', '50', '--iterations', '50'];
  const { code, stderr } = await latentscape(['run', file, ...few, '--runs', runs, '--name', 'flowers']);
  if (code !== 0) throw new Error(`the run of the table failed: ${stderr}`);
}
