import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { QualityReport } from '@latentscape/pipeline';
import { tableFromIPC } from '@uwdata/flechette';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let site: Site;
let report: QualityReport;
let kept: ArrayLike<number>;

beforeAll(async () => {
  const runs = await sharedFolder();
  await makeDigitsRun(runs);
  report = JSON.parse(await readFile(path.join(runs, 'digits/report.json'), 'utf8'));
  const table = tableFromIPC(await readFile(path.join(runs, 'digits/embedding.arrow')));
  kept = table.getChild('neighbours_kept')!.toArray() as ArrayLike<number>;
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(() => site?.stop());

const open = async (options = {}) => {
  const { page, complaints } = await visit(browser, `${site.url}?run=digits&page=quality`, options);
  await page.locator('.story li').first().waitFor();
  return { page, complaints };
};

describe('the page that says how far the map can be trusted', () => {
  it('tells the story in words, then the figures of the report', async () => {
    const { page, complaints } = await open();
    await expect.poll(() => page.locator('.story li').allTextContents()).toEqual(report.story);
    const cells = await page
      .getByRole('region', { name: 'What each step kept' })
      .locator('td')
      .allTextContents();
    expect(cells).toContain(report.steps[0].trustworthiness[0].value.toFixed(3));
    const accuracies = await page.getByRole('region', { name: 'Labels' }).locator('td').allTextContents();
    expect(accuracies).toContain(report.spaces[2].labelAccuracy!.value.toFixed(3));
    await expect.poll(() => page.locator('.step-line').count()).toBe(3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says which labels sit among which', async () => {
    const { page } = await open();
    const { labels, counts } = report.confusion!;
    const own = await page
      .getByRole('region', { name: 'Who sits among whom' })
      .locator('.is-own')
      .allTextContents();
    const shares = counts.map((row, i) =>
      Math.round((100 * row[i]) / row.reduce((sum, count) => sum + count, 0)),
    );
    expect(own).toEqual(labels.map((_, i) => String(shares[i])));
    await page.close();
  });

  it('leads to the badly placed points on the map', async () => {
    const { page } = await open();
    const bad = Array.from(kept).filter((share) => share === 0).length;
    expect(bad).toBe(report.points.misplaced);
    await page.getByRole('button', { name: /badly placed/ }).click();
    await page.waitForFunction(() => location.search.includes('select=neighbours_kept'));
    await expect.poll(() => page.locator('.side').textContent()).toContain(`${bad.toLocaleString('en')}`);
    await page.close();
  });

  it('colours the map by what was kept', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Colour by neighbours kept' }).click();
    await page.waitForFunction(() => location.search.includes('colour=neighbours_kept'));
    await page.close();
  });

  it('has no accessibility problems, light or dark, and fits a phone', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({ colorScheme, viewport: { width: 390, height: 780 } });
      expect(await violations(page)).toEqual([]);
      const width = await page.locator('.quality-page').evaluate((element) => element.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
      await page.close();
    }
  });
});
