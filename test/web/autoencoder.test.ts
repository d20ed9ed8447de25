import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { launchBrowser } from './browser.js';
import { type Site, startSite, visit } from './site.js';

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-autoencoder-'));
  await makeDigitsRun(runs, 400);
  site = await startSite(runs);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
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
    expect(figures[3]).toBe(String(codes.deadUnits.length));
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
    await page.getByRole('button', { name: 'Start from the mean' }).click();
    await expect.poll(() => greys(page, '.playground-output')).toEqual(mean);
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
    expect(await text.textContent()).toContain(`Iteration ${snapshots[0].iteration}, KL`);
    expect(await text.textContent()).toContain('exaggerated 12×');
    await page.getByRole('button', { name: 'Back to the finished map' }).click();
    await page.locator('.cluster-label').first().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});
