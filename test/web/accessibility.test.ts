import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let site: Site;
let emptySite: Site;

beforeAll(async () => {
  const runs = await sharedFolder();
  const steps = ['--epochs', '8', '--iterations', '60'];
  await latentscape(['run', 'penguins', ...steps, '--runs', runs, '--name', 'p']);
  await mkdir(path.join(runs, 'damaged'));
  await writeFile(path.join(runs, 'damaged/run.json'), '{');
  await writeFailedRun(runs);
  site = await startSite(runs);
  emptySite = await startSite(await sharedFolder());
  browser = await startBrowser();
});

afterAll(() => {
  site?.stop();
  emptySite?.stop();
});

/** A run that came as far as its training. */
async function writeFailedRun(runs: string): Promise<void> {
  const folder = path.join(runs, 'failed');
  const time = new Date(0).toISOString();
  await mkdir(folder);
  const manifest = {
    format: 1,
    name: 'failed',
    created: time,
    seed: 1,
    options: {},
    versions: {},
    stages: {},
  };
  await writeFile(path.join(folder, 'run.json'), JSON.stringify(manifest));
  const events = [
    { type: 'run-start', run: 'failed', stages: ['ingest', 'train', 'embed'] },
    { type: 'stage-done', stage: 'ingest', seconds: 1 },
    ...[1, 2].map((done) => ({
      ...{ type: 'progress', stage: 'train', done, total: 9, unit: 'steps', secondsLeft: 9 },
      values: { loss: 1 / done },
    })),
    { type: 'run-failed', error: 'the disk is full' },
  ];
  const lines = events.map((event) => `${JSON.stringify({ time, ...event })}\n`);
  await writeFile(path.join(folder, 'events.jsonl'), lines.join(''));
}

const mapIsThere = (page: Page) => page.locator('.group').first().waitFor();

/** Opens the map of the penguins. @param search More of the address. */
async function openMap(page: Page, search = ''): Promise<void> {
  await page.goto(`${site.url}?run=p${search}`);
  await mapIsThere(page);
}

/** Every state that a user can bring the page into, and how. */
const states: readonly (readonly [name: string, reach: (page: Page) => Promise<unknown>])[] = [
  [
    'columns and a selection',
    async (page) => {
      await openMap(page, '&select=body_mass_g:>5000');
      await page.keyboard.press('c');
      await page.getByRole('img', { name: 'Distribution of body_mass_g' }).waitFor();
    },
  ],
  [
    'a pinned row of a table, coloured by a number',
    async (page) => {
      await page.goto(`${site.url}?run=p&pin=3&colour=body_mass_g`);
      await page.locator('.point-panel .neighbour').first().waitFor();
    },
  ],
  [
    'the menus',
    async (page) => {
      await openMap(page);
      await page.getByRole('button', { name: 'Take it away' }).click();
    },
  ],
  [
    'the help',
    async (page) => {
      await openMap(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'the tour',
    async (page) => {
      await page.goto(`${site.url}?run=p`);
      await page.evaluate(() => localStorage.removeItem('latentscape-toured'));
      await page.addInitScript(() => localStorage.removeItem('latentscape-toured'));
      await page.reload();
      await page.getByRole('button', { name: 'Next', exact: true }).waitFor();
    },
  ],
  [
    'saved selections, and one to be saved',
    async (page) => {
      await openMap(page, '&select=body_mass_g:>5000');
      await page.getByRole('button', { name: 'Saved selections' }).click();
    },
  ],
  [
    'the runs to choose from',
    async (page) => {
      await openMap(page);
      await page.getByRole('button', { name: 'Choose a run' }).click();
      await page.locator('.run-item').first().waitFor();
    },
  ],
  [
    'how the map was made',
    async (page) => {
      await openMap(page);
      await page.getByRole('button', { name: 'How the map was made' }).click();
      await page.getByLabel('Iteration').waitFor();
    },
  ],
  [
    'the quality of the map',
    async (page) => {
      await page.goto(`${site.url}?run=p&page=quality`);
      await page.getByRole('heading', { name: 'Can this map be trusted?' }).waitFor();
    },
  ],
  [
    'the layers, drawn',
    async (page) => {
      await openMap(page, '&contours&grid');
      await page.getByRole('button', { name: 'Layers' }).click();
    },
  ],
  [
    'a row under the pointer',
    async (page) => {
      await openMap(page, '&pin=3');
      await page.locator('.neighbour').first().hover();
      await page.locator('.tooltip').waitFor();
    },
  ],
  ['a filter on the legend', (page) => openMap(page, '&show=Gentoo')],
  [
    'a range on the legend',
    async (page) => {
      await page.goto(`${site.url}?run=p&colour=body_mass_g`);
      await page.locator('.ramp-legend .histogram rect').nth(35).waitFor();
      const box = (await page.locator('.ramp-legend .histogram').boundingBox())!;
      await page.mouse.move(box.x + box.width / 4, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 3 });
      await page.mouse.up();
      await page.getByRole('button', { name: 'Select what is shown' }).waitFor();
    },
  ],
  [
    'a search that is none',
    async (page) => {
      await page.goto(`${site.url}?run=p`);
      await page.getByRole('searchbox').fill('weight:>3');
      await page.getByText('There is no column “weight”').waitFor();
    },
  ],
  [
    'the autoencoder',
    async (page) => {
      await page.goto(`${site.url}?run=p&page=autoencoder`);
      await page.locator('.unit').first().waitFor();
    },
  ],
  [
    'a pinned row whose code is damaged',
    async (page) => {
      await page.route('**/codes.npy', (route) => route.fulfill({ body: 'not codes' }));
      await openMap(page, '&pin=3');
      await page.getByText('No reconstruction: codes.npy of “p” is damaged').waitFor();
    },
  ],
  [
    'a damaged autoencoder',
    async (page) => {
      await page.route('**/model/autoencoder.json', (route) => route.fulfill({ body: '{' }));
      await page.goto(`${site.url}?run=p&page=autoencoder`);
      await page.getByText('model/autoencoder.json of “p” is damaged').waitFor();
    },
  ],
  [
    'a damaged report',
    async (page) => {
      await page.route('**/report.json', (route) => route.fulfill({ body: '{' }));
      await page.goto(`${site.url}?run=p&page=quality`);
      await page.getByText('report.json of “p” is damaged').waitFor();
    },
  ],
  [
    'a run that failed',
    async (page) => {
      await page.goto(`${site.url}?run=failed`);
      await page.getByRole('heading', { name: '“failed” failed: the disk is full' }).waitFor();
    },
  ],
  [
    'no run yet',
    async (page) => {
      await page.goto(emptySite.url);
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    },
  ],
  [
    'a damaged run',
    async (page) => {
      await page.goto(`${site.url}?run=damaged`);
      await page.getByRole('heading', { name: 'This run cannot be shown' }).waitFor();
    },
  ],
  [
    'a map that is loading',
    async (page) => {
      await page.route('**/embedding.arrow', () => undefined);
      await page.goto(`${site.url}?run=p`);
      await page.getByText('Loading the map…').waitFor();
    },
  ],
  [
    'a run that was deleted meanwhile',
    async (page) => {
      await openMap(page);
      await page.route('**/api/runs', (route) => route.fulfill({ json: { runs: [] } }));
      await page.getByText('was deleted').first().waitFor();
    },
  ],
  [
    'a server that is gone',
    async (page) => {
      await openMap(page);
      await page.context().setOffline(true);
      await page.getByText('The server does not answer.').waitFor();
    },
  ],
];

describe.each([
  ['light', 1440, 900],
  ['dark', 390, 844],
] as const)('axe finds nothing to complain about: %s, %i x %i', (colorScheme, width, height) => {
  it.each(states)('%s', async (_, reach) => {
    const { page } = await visit(browser, 'about:blank', { colorScheme, viewport: { width, height } });
    await reach(page);
    await page.waitForTimeout(200);
    expect(await violations(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      .toBe(true);
    await page.close();
  });
});
