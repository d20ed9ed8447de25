import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.js';
import { clouds, type MadeUpPoints, writeMadeUpRun } from './made-up-run.js';
import { differenceFromKept } from './pictures.js';
import { type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

/** The share of pixels that another Chromium may draw differently. */
const tolerance = 0.01;

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-pictures-'));
  await writeMadeUpRun(runs, 'clouds', clouds(7, 150));
  await writeMadeUpRun(runs, 'dense', clouds(3, 20_000));
  await writeMadeUpRun(runs, 'crowded', crowded());
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

/** Two clouds that are the denser the nearer their hearts, one over the other, and few points far around them. */
function crowded(): MadeUpPoints {
  const [hearts, around] = [clouds(2, 20_000, 1), clouds(3, 40, 9)];
  const towardsHeart = (place: number, row: number) => place * ((row % 20_000) / 20_000) ** 1.5;
  return {
    x: [
      ...hearts.x.map((place, row) => towardsHeart(place - 6 * (row < 20_000 ? 1 : -1), row) * 3),
      ...around.x,
    ],
    y: [
      ...hearts.y.map((place, row) => towardsHeart(place, row) * 3 + (row < 20_000 ? 1.5 : 0)),
      ...around.y,
    ],
    label: [...hearts.label, ...around.label.map(() => 'around')],
  };
}

/** The map alone, over the whole window and without words: those depend on the fonts of the machine. */
const withoutWords = `
  * { transition: none !important }
  .map > :not(.maps), .map-name, .header, .tooltip { visibility: hidden !important }
  .map-view text { visibility: hidden !important }
  .map-view { position: fixed !important; inset: 0 !important }
`;

async function open(where: Browser, search: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await visit(where, site.url + search, {
    viewport: { width: 520, height: 360 },
    bypassCSP: true, // For the style that hides the words.
    ...options,
  });
  await page.waitForFunction(() => performance.getEntriesByName('all-points-drawn').length > 0);
  await page.addStyleTag({ content: withoutWords });
  // How much of the map the panels left free depends on the fonts too.
  if (!search.includes('view='))
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[aria-label="Show the whole map"]')!.click(),
    );
  return page;
}

const light = { colorScheme: 'light' } as const;
const dark = { colorScheme: 'dark' } as const;
const states: readonly [string, string, BrowserContextOptions][] = [
  ['map-light', '?run=clouds', light],
  ['map-dark', '?run=clouds', dark],
  ['dense-light', '?run=dense', light],
  ['dense-dark', '?run=dense', dark],
  ['crowded-light', '?run=crowded', light],
  ['crowded-dark', '?run=crowded', dark],
  ['number-light', '?run=clouds&colour=height', light],
  ['selection-light', '?run=clouds&select=label:3', light],
  ['contours-dark', '?run=clouds&contours=', dark],
  ['pinned-light', '?run=clouds&pin=600&view=-4,-3,4&grid=', light],
];

it.each(states)('looks as it did: %s', async (name, search, options) => {
  const page = await open(browser, search, options);
  await page.waitForTimeout(700);
  const difference = async () => differenceFromKept(name, await page.locator('.map-view').screenshot());
  await expect.poll(difference).toBeLessThan(tolerance);
  await page.close();
});

it('looks the same where there is no WebGL', async () => {
  const plain = await launchBrowser('--disable-3d-apis');
  const page = await open(plain, '?run=clouds');
  await expect.poll(() => page.locator('.map-view').getAttribute('data-renderer')).toBe('canvas');
  await page.waitForTimeout(700);
  const screenshot = () => page.locator('.map-view').screenshot();
  await expect.poll(async () => differenceFromKept('map-light', await screenshot())).toBeLessThan(tolerance);
  await plain.close();
});
