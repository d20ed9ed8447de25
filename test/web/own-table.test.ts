import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

const rows = 150;
const markup = '<img src=x onerror=alert(1)>';
const kinds = [markup, '"quoted", עברית 👩‍👩‍👧‍👦', 'plain'] as const;
const kindOf = (row: number) => kinds[row % kinds.length];
/** Long enough to stand below its name. */
const noteOf = (row: number) => `note ${row}: ${markup} `.repeat(4).trim();
const heightOf = (row: number) => (row === 0 ? undefined : 100 * (row % kinds.length) + (row % 7));

let browser: Browser;
let runs: string;
let site: Site;

/** A table with text, a date, a hostile column and a missing number: without a label, and with one. */
beforeAll(async () => {
  runs = await sharedFolder();
  const cell = (value: string | number = '') => `"${String(value).replaceAll('"', '""')}"`;
  const lines = Array.from({ length: rows }, (_, row) =>
    [`row-${row}`, `2024-03-${(row % 28) + 1}`, noteOf(row), kindOf(row), heightOf(row), row % 11]
      .map(cell)
      .join(','),
  );
  const file = path.join(runs, 'mine.csv');
  await writeFile(file, [['id', 'seen', 'note', 'kind', 'height', markup].map(cell), ...lines].join('\n'));
  const few = ['--epochs', '30', '--code-size', '4', '--iterations', '100', '--runs', runs];
  for (const options of [
    ['--name', 'labelled', '--label', 'kind'],
    ['--name', 'mine'],
  ]) {
    const { code, stderr } = await latentscape(['run', file, ...few, ...options]);
    if (code !== 0) throw new Error(`the run of the table failed: ${stderr}`);
  }
  site = await startSite(runs);
  browser = await startBrowser();
}, 120_000);

afterAll(() => site?.stop());

async function open(search: string): Promise<{ page: Page; complaints: readonly string[] }> {
  const opened = await visit(browser, site.url + search);
  opened.page.on('dialog', (dialog) => void dialog.dismiss());
  return opened;
}

/** No markup of the table became an element. */
const nothingInjected = async (page: Page) =>
  await expect.poll(() => page.locator('img[src="x"], main script').count()).toBe(0);

/** What a list says, name by name. */
const saidIn = (page: Page, list: string) =>
  page
    .locator(list)
    .evaluate((dl) =>
      Object.fromEntries(
        [...dl.querySelectorAll('dt')].map((dt) => [dt.textContent, dt.nextElementSibling!.textContent]),
      ),
    );

describe('a table of one’s own', () => {
  it('without a label is coloured by its first category, not by which rows were held out', async () => {
    const { page, complaints } = await open('?run=mine');
    await page.locator('.group').first().waitFor();
    await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('kind');
    expect(new Set(await page.locator('.group .clip').allTextContents())).toEqual(new Set(kinds));
    await nothingInjected(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the leading fields of the row under the pointer', async () => {
    const { page, complaints } = await open('?run=mine&pin=5');
    await page.locator('.neighbour').first().waitFor();
    const id = (await page.locator('.neighbour .clip').first().textContent())!;
    const row = Number(id.replace('row-', ''));
    await page.locator('.neighbour').first().hover();
    await page.locator('.tooltip').waitFor();
    await expect.poll(() => page.locator('.tooltip-label').textContent()).toBe(id);
    const said = await saidIn(page, '.tooltip dl');
    expect(said).toMatchObject({ seen: `2024-03-${(row % 28) + 1}`, note: noteOf(row) });
    await nothingInjected(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows every column of a pinned row, and no number where there was none', async () => {
    const { page, complaints } = await open('?run=labelled&pin=0');
    const panel = page.getByRole('region', { name: 'Pinned point' });
    await panel.locator('.neighbour').nth(9).waitFor();
    await expect.poll(() => panel.locator('h2').textContent()).toBe(markup);
    const said = await saidIn(page, '.point-panel > .fields');
    expect(said).toMatchObject({ label: kindOf(0), seen: '2024-03-1', note: noteOf(0) });
    // Each once: what was learned from stands beside what the decoder makes of it.
    const names = panel.locator('.reconstruction tbody th');
    await names.nth(1).waitFor();
    const features = await names.allTextContents();
    expect(features).toEqual(['height', markup]);
    expect(Object.keys(said).filter((name) => features.includes(name))).toEqual([]);
    const height = panel.locator('.reconstruction tr', { hasText: 'height' }).locator('td');
    await height.nth(1).waitFor();
    const cells = await height.allTextContents();
    expect(cells[0]).toBe('—');
    expect(cells[1]).toMatch(/^-?[\d.,]+$/);
    await expect.poll(() => panel.locator('.neighbour').first().textContent()).toMatch(/row-\d+$/);
    await nothingInjected(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows a category that is learned from once, with the value that the decoder finds likeliest', async () => {
    const { page, complaints } = await open('?run=mine&pin=1');
    const kind = page.locator('.reconstruction tr', { hasText: 'kind' }).locator('td');
    await kind.nth(1).waitFor();
    const [value, rebuilt] = await kind.allTextContents();
    expect(value).toBe(kindOf(1));
    expect(kinds).toContain(rebuilt);
    expect(Object.keys(await saidIn(page, '.point-panel > .fields'))).not.toContain('kind');
    await nothingInjected(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows every column where the features cannot be read', async () => {
    const { page } = await visit(browser, 'about:blank');
    await page.route('**/features.npy', (route) => route.fulfill({ body: 'not what it was' }));
    await page.goto(`${site.url}?run=mine&pin=1`);
    await page.locator('.point-panel').getByText('features.npy of “mine” is damaged').waitFor();
    await expect
      .poll(() => saidIn(page, '.point-panel > .fields'))
      .toMatchObject({ kind: kindOf(1), [markup]: '1' });
    await page.close();
  });

  it('tells the mean row of a selection beside that of the rest', async () => {
    const { page, complaints } = await open('?run=labelled&select=label:plain');
    const all = Array.from({ length: rows }, (_, row) => row);
    const mean = (accepts: (row: number) => boolean) => {
      const heights = all.filter(accepts).flatMap((row) => heightOf(row) ?? []);
      return heights.reduce((sum, height) => sum + height, 0) / heights.length;
    };
    const cells = page
      .getByRole('region', { name: 'Selection' })
      .locator('tr', { hasText: 'height' })
      .locator('td');
    await expect.poll(() => cells.count()).toBe(3);
    const [, these, rest] = await cells.allTextContents();
    expect(Number(these)).toBeCloseTo(
      mean((row) => kindOf(row) === 'plain'),
      0,
    );
    expect(Number(rest)).toBeCloseTo(
      mean((row) => kindOf(row) !== 'plain'),
      0,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keeps its text inert on the pages of quality and autoencoder, and in the report', async () => {
    const { page, complaints } = await open('?run=labelled&page=quality');
    const confusion = page.getByRole('region', { name: 'Who sits among whom' });
    await confusion.waitFor();
    expect(new Set(await confusion.locator('tbody th').allTextContents())).toEqual(new Set(kinds));
    await nothingInjected(page);
    await page.getByRole('button', { name: 'Autoencoder' }).click();
    await page.locator('.playground-output dt', { hasText: markup }).waitFor();
    await nothingInjected(page);
    const report = await visit(browser, pathToFileURL(path.join(runs, 'labelled/report.html')).href);
    await report.page.getByText(markup).first().waitFor();
    await nothingInjected(report.page);
    expect([...complaints, ...report.complaints]).toEqual([]);
    await report.page.close();
    await page.close();
  });
});
