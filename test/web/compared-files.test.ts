import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/temporary-folder.js';
import { announced, type ComparedSite, openCompared, startCompared, surface } from './compared-site.js';
import { takeAway } from './gestures.js';
import { countNear } from './pictures.js';
import { visit } from './site.js';

const rows = 500;
let compared: ComparedSite;

beforeAll(async () => {
  compared = await startCompared(rows);
}, 120_000);

describe('two maps in one file', () => {
  async function download(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
    const drawn = () => performance.getEntriesByName('all-points-drawn').length;
    await expect.poll(() => page.evaluate(drawn)).toBe(2);
    return takeAway(page, entry);
  }

  it('are on the picture side by side, with as many colours in either half', async () => {
    const { page, complaints } = await openCompared(compared, '?run=digits&with=narrow&colour=label');
    await page.locator('.map-pane + .map-pane .cluster-label').first().waitFor();
    const maps = (await page.locator('.maps').boundingBox())!;
    const pane = (await page.locator('.map-pane').first().boundingBox())!;
    const { name, bytes } = await download(page, 'Picture (PNG');
    expect(name).toBe('digits-and-narrow.png');
    const picture = PNG.sync.read(bytes);
    expect(Math.abs(picture.width - 2 * maps.width)).toBeLessThan(4);
    const half = Math.round(2 * pane.width) - 2;
    const halves = [0, picture.width - half].map((left) => {
      const part = new PNG({ width: half, height: picture.height });
      PNG.bitblt(picture, part, left, 0, half, picture.height);
      return part;
    });
    const colours = await page
      .locator('.group .swatch')
      .evaluateAll((all) => all.map((swatch) => getComputedStyle(swatch).backgroundColor));
    expect(colours.length).toBe(10);
    for (const part of halves)
      for (const colour of colours) expect(countNear(part, colour), colour).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are on the drawing, each under its name, with one legend', async () => {
    const { page } = await openCompared(compared, '?run=digits&with=narrow&colour=label');
    const { name, bytes } = await download(page, 'Drawing for a paper');
    expect(name).toBe('digits-and-narrow.svg');
    const drawing = await page.evaluate((text) => {
      const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
      const texts = (root: ParentNode) => [...root.querySelectorAll('text')].map((node) => node.textContent!);
      return {
        maps: [...svg.querySelectorAll('g.map')].map((map) => ({
          circles: map.querySelectorAll('circle').length,
          texts: texts(map),
        })),
        texts: texts(svg),
      };
    }, bytes.toString('utf8'));
    // Zoom is linked: what is shown first is whole on both.
    for (const { circles } of drawing.maps) expect(circles).toBe(rows);
    expect(drawing.maps[0].texts).toContain('digits');
    expect(drawing.maps[1].texts).toContain('narrow');
    expect(drawing.texts.filter((text) => /^\d \(\d+\)$/.test(text)).length).toBe(10);
    await page.close();
  });

  it('open from the disk, offline, linked as they were, and can be parted', async () => {
    const { page } = await openCompared(compared, '?run=digits&with=narrow&select=common_neighbours:<3');
    await page.locator('.selection-panel').waitFor();
    const selected = await page.locator('.selection-panel h2').textContent();
    const facts = await page.locator('.comparison-facts').textContent();
    const { name, bytes } = await download(page, 'One file that opens offline');
    await page.close();
    const file = path.join(await sharedFolder(), name);
    await writeFile(file, bytes);
    const opened = await visit(compared.browser, pathToFileURL(file).href, { offline: true });
    await surface(opened.page, 'narrow').waitFor();
    await expect.poll(() => opened.page.locator('.comparison-facts').textContent()).toBe(facts);
    await expect.poll(() => opened.page.locator('.selection-panel h2').textContent()).toBe(selected);
    const row = await pinnedRow(opened.page);
    expect(row).toBeGreaterThanOrEqual(0);
    await expect.poll(() => opened.page.locator('.pinned-mark').count()).toBe(2);
    await opened.page.getByRole('button', { name: 'End the comparison' }).click();
    await expect.poll(() => surface(opened.page, 'narrow').isVisible()).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.page.close();
  });

  /** Pins a row by the keyboard where there is no panel to tell which. */
  async function pinnedRow(page: Page): Promise<number> {
    await surface(page, 'digits').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => announced(page)).toMatch(/^Pinned /);
    return compared.first.id.indexOf((await announced(page))!.match(/^Pinned ([^,]+)/)![1]);
  }
});
