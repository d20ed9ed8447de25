import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

// The page by keyboard, by ear, in forced colours and magnified.

let browser: Browser;
let site: Site;

beforeAll(async () => {
  const runs = await sharedFolder();
  const steps = ['--epochs', '8', '--iterations', '60'];
  await latentscape(['run', 'penguins', ...steps, '--runs', runs, '--name', 'p']);
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(() => site?.stop());

const mapIsThere = (page: Page) => page.locator('.group').first().waitFor();

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
  await expect.poll(said).toBe('Map of p: 344 points.');
  await page.locator('.group', { hasText: 'Gentoo' }).click();
  await expect.poll(said).toBe('Shown: Gentoo.');
  await page.getByRole('button', { name: 'Select what is shown' }).click();
  await expect.poll(said).toBe('124 points selected.');
  await page.close();
});

it('keeps the colours of the legend and what is pressed where the system forces its own', async () => {
  const { page } = await visit(browser, `${site.url}?run=p`, { forcedColors: 'active' });
  await mapIsThere(page);
  const background = (part: Locator) => part.evaluate((element) => getComputedStyle(element).backgroundColor);
  const swatches = await Promise.all((await page.locator('.group .swatch').all()).map(background));
  expect(new Set(swatches).size).toBe(3);
  const [shown, other] = ['Map', 'Quality'].map((name) => page.getByRole('button', { name, exact: true }));
  expect(await background(shown)).not.toBe(await background(other));
  await page.close();
});

it('has every button of the map in reach on a desktop at twice the size', async () => {
  const { page } = await visit(browser, `${site.url}?run=p`, { viewport: { width: 720, height: 450 } });
  await mapIsThere(page);
  for (const button of await page.locator('.map-controls .icon-button').all()) {
    const { x, y, width, height } = (await button.boundingBox())!;
    const isOnTop = await button.evaluate(
      (element, [px, py]) => element.contains(document.elementFromPoint(px, py)),
      [x + width / 2, y + height / 2] as const,
    );
    expect(isOnTop).toBe(true);
  }
  await page.close();
});

it('gives the focus to the map where the panel that had it goes away', async () => {
  const { page } = await visit(browser, `${site.url}?run=p&pin=3&select=label:Adelie`);
  const focused = () => page.evaluate(() => document.activeElement!.className);
  for (const name of ['Unpin (Escape)', 'Clear the selection']) {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused, { message: name }).toContain('map-surface');
  }
  await page.keyboard.press('c');
  await page.getByRole('region', { name: 'Columns' }).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(focused).toContain('map-surface');
  await page.close();
});
