import { runDefaults } from '@latentscape/pipeline/options';
import { type Sweep, sweep } from '@latentscape/pipeline/sweep/sweep';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/temporary-folder.js';
import { countNear } from './pictures.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let site: Site;
let made: Sweep;

beforeAll(async () => {
  const runs = await sharedFolder();
  made = await sweep({
    base: {
      ...runDefaults,
      source: ['penguins'],
      runs,
      autoencoder: { ...runDefaults.autoencoder, epochs: 40 },
      embedding: { ...runDefaults.embedding, iterations: 250 },
    },
    variants: ['sparse'],
    perplexities: [10, 30],
    seeds: 2,
    baselines: true,
    name: 'penguins-side-by-side',
  });
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(() => site?.stop());

const open = async (search = '', options = {}) => {
  const { page, complaints } = await visit(browser, `${site.url}?sweep=${made.name}${search}`, options);
  await page.locator('.small').first().waitFor();
  return { page, complaints };
};

const namesOn = (page: Page) => page.locator('.small-name').allTextContents();

const sortedBy = (key: 'recall' | 'procrustes', sign: 1 | -1) =>
  made.rows
    .filter(({ measured }) => measured[key] !== undefined)
    .sort((a, b) => sign * (a.measured[key]! - b.measured[key]!))
    .map(({ name }) => name);

describe('the maps of a sweep side by side', () => {
  it('are all there, drawn in the colours of their labels, without a complaint', async () => {
    const { page, complaints } = await open();
    expect((await namesOn(page)).toSorted()).toEqual(made.rows.map(({ name }) => name).toSorted());
    const swatches = await page.locator('.sweep-legend .swatch').all();
    expect(swatches).toHaveLength(3);
    const colours = await Promise.all(
      swatches.map((swatch) => swatch.evaluate((element) => getComputedStyle(element).backgroundColor)),
    );
    for (const map of await page.locator('.small-map').all()) {
      const picture = PNG.sync.read(await map.screenshot());
      for (const colour of colours) expect(countNear(picture, colour), colour).toBeGreaterThan(20);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are sorted by any measure, the best first, and the other way around; the address says how', async () => {
    const { page } = await open();
    await page.getByLabel('Sort by').selectOption('recall');
    await expect.poll(() => namesOn(page)).toEqual(sortedBy('recall', -1));
    await expect.poll(() => page.locator('.small').first().textContent()).toContain('best');
    await page.getByRole('button', { name: 'Best first' }).click();
    await expect.poll(() => namesOn(page)).toEqual(sortedBy('recall', 1));
    await page.reload();
    await page.locator('.small').first().waitFor();
    await expect.poll(() => namesOn(page)).toEqual(sortedBy('recall', 1));
    await page.close();
  });

  it('put the least Procrustes distance first, and maps that have none last', async () => {
    const { page } = await open('&sort=procrustes');
    const names = await namesOn(page);
    expect(names.slice(0, 2)).toEqual(sortedBy('procrustes', 1));
    expect(names).toHaveLength(made.rows.length);
    await page.close();
  });

  it('are told in a table whose heads sort by keyboard and keep the focus', async () => {
    const { page } = await open('&sort=made');
    const head = page.locator('.measures').getByRole('button', { name: 'neighbours kept' });
    await head.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => namesOn(page)).toEqual(sortedBy('recall', -1));
    await expect
      .poll(() => page.locator('.measures [aria-sort]').getAttribute('aria-sort'))
      .toBe('descending');
    await page.keyboard.press('Enter');
    await expect.poll(() => namesOn(page)).toEqual(sortedBy('recall', 1));
    const values = await page.locator('.measures tbody tr').first().locator('td').allTextContents();
    const shown = made.rows.find(({ name }) => name === sortedBy('recall', 1)[0])!;
    expect(values[3]).toContain(shown.measured.recall!.toFixed(3));
    await page.close();
  });

  it('open the map of their run', async () => {
    const { page } = await open('&sort=made');
    await page.locator('a.small-face').first().click();
    await page.locator('.map-view').waitFor();
    expect(new URL(page.url()).searchParams.get('run')).toBe(made.rows[0].runs[0]);
    await page.close();
  });

  it('are found from the list of runs', async () => {
    const { page } = await visit(browser, site.url);
    await page.getByRole('button', { name: 'Choose a run' }).click();
    await page.getByRole('link', { name: made.name }).click();
    await page.locator('.small').first().waitFor();
    await page.close();
  });

  it('have no accessibility problems, light or dark, and fit a phone', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open('', { colorScheme, viewport: { width: 390, height: 780 } });
      expect(await violations(page)).toEqual([]);
      await expect
        .poll(() => page.evaluate(() => document.querySelector('.page')!.scrollWidth))
        .toBeLessThanOrEqual(390);
      await page.close();
    }
  });

  it('that do not exist are a sentence, not an empty page', async () => {
    const { page } = await visit(browser, `${site.url}?sweep=nobody`);
    await page.getByText('There is no sweep named “nobody”.').waitFor();
    await page.close();
  });
});
