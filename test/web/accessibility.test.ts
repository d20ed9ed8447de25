import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { launchBrowser } from './browser.js';
import { type Site, startSite, violations, visit } from './site.js';

let browser: Browser;
let site: Site;
let emptySite: Site;

beforeAll(async () => {
  const runs = await sharedFolder();
  const steps = ['--epochs', '8', '--iterations', '60'];
  await latentscape(['run', 'penguins', ...steps, '--runs', runs, '--name', 'p']);
  await mkdir(path.join(runs, 'damaged'));
  await writeFile(path.join(runs, 'damaged/run.json'), '{');
  site = await startSite(runs);
  emptySite = await startSite(await sharedFolder());
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  site?.stop();
  emptySite?.stop();
});

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
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.close();
  });
});

it('keeps the focus in sight wherever Tab leads, and in the strip of neighbours when one is pinned from it', async () => {
  const { page } = await visit(browser, `${site.url}?run=p&pin=3`);
  await page.locator('.neighbour').first().waitFor();
  const reached = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { name: element.className || element.tagName, outline: `${outlineStyle} ${outlineWidth}` };
    });
    if (focus.name === 'BODY') continue;
    reached.add(focus.name);
    expect(focus.outline, focus.name).toMatch(/^(solid [^0]|auto)/);
  }
  for (const part of ['search-input', 'map-surface', 'group', 'code-unit', 'neighbour'])
    expect(
      [...reached].some((name) => name.startsWith(part)),
      part,
    ).toBe(true);

  const heading = page.locator('.point-panel .panel-heading .quiet');
  const before = await heading.textContent();
  await page.locator('.neighbour').nth(2).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => heading.textContent()).not.toBe(before);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.className))
    .toBe(await page.locator('.neighbour').first().getAttribute('class'));
  await page.close();
});

it('says what changed to those who do not see the map', async () => {
  const { page } = await visit(browser, `${site.url}?run=p`);
  await mapIsThere(page);
  const said = () => page.locator('#announcer').textContent();
  expect(await said()).toBe('Map of p: 344 points.');
  await page.locator('.group', { hasText: 'Gentoo' }).click();
  expect(await said()).toBe('Shown: Gentoo.');
  await page.getByRole('button', { name: 'Select what is shown' }).click();
  await expect.poll(said).toBe('124 points selected.');
  await page.close();
});
