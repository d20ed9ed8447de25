import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { takeAway } from './gestures.js';
import { writeMadeUpRun } from './made-up-run.js';
import { countNear } from './pictures.js';
import { placeOnScreen, type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

const rows = 1200;

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-take-away-'));
  await makeDigitsRun(runs, rows);
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

async function openMap(search = ''): Promise<{ page: Page; complaints: readonly string[] }> {
  const opened = await visit(browser, site.url + search, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await opened.page.locator('.group').first().waitFor();
  await opened.page.locator('.cluster-label').first().waitFor();
  return opened;
}

/** How many rows of the run have a label. */
async function rowsLabelled(label: string): Promise<number> {
  const csv = await readFile(path.join(runs, 'digits/embedding.csv'), 'utf8');
  return csv.split('\n').filter((line) => line.split(',')[1] === label).length;
}

/** Left, top, width and height of elements, from a corner. */
function boxes(elements: Element[], [left, top]: number[]): number[][] {
  return elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x - left, y - top, width, height];
  });
}

describe('taking the map away', () => {
  it('as CSV gives the file of the run', async () => {
    const { page } = await openMap();
    const { name, bytes } = await takeAway(page, 'CSV of all rows');
    expect(name).toBe('digits-embedding.csv');
    expect(bytes.equals(await readFile(path.join(runs, 'digits/embedding.csv')))).toBe(true);
    await page.close();
  });

  it('as PNG gives a picture of twice the size in the colours of the legend', async () => {
    const { page, complaints } = await openMap();
    const box = (await page.locator('.map-surface').boundingBox())!;
    const { name, bytes } = await takeAway(page, 'Picture (PNG');
    const picture = PNG.sync.read(bytes);
    expect(name).toBe('digits.png');
    expect([picture.width, picture.height]).toEqual([2 * box.width, 2 * box.height]);
    const swatches = page.locator('.group .swatch');
    for (const colour of await swatches.evaluateAll((all) =>
      all.map((swatch) => getComputedStyle(swatch).backgroundColor),
    ))
      expect(countNear(picture, colour), colour).toBeGreaterThan(300);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('as PNG gives the same picture where a browser has no canvas in workers', async () => {
    const { page } = await openMap();
    const [{ bytes: usual }, without] = [await takeAway(page, 'Picture (PNG'), await openMap()];
    await without.page.evaluate(() => Reflect.deleteProperty(window, 'OffscreenCanvas'));
    const { bytes } = await takeAway(without.page, 'Picture (PNG');
    expect(without.page.workers()).toEqual([]);
    const [one, other] = [usual, bytes].map((file) => PNG.sync.read(file).data);
    expect(other.length).toBe(one.length);
    expect(one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0)).toBeLessThan(4);
    expect(without.complaints).toEqual([]);
    await without.page.close();
    await page.close();
  });

  it('as PNG and SVG shows contours, axes and grid where the map does', async () => {
    const plain = await openMap();
    const without = PNG.sync.read((await takeAway(plain.page, 'Picture (PNG')).bytes).data;
    await plain.page.close();

    const { page, complaints } = await openMap('?contours&grid');
    await expect.poll(() => page.locator('.map-contours path').count()).toBe(6);
    const picture = PNG.sync.read((await takeAway(page, 'Picture (PNG')).bytes).data;
    let changed = 0;
    for (let i = 0; i < picture.length; i += 4) if (Math.abs(picture[i] - without[i]) > 20) changed++;
    expect(changed).toBeGreaterThan(5000);

    const marks = '.map-grid line, .map-grid text, .map-contours path';
    const map = (await page.locator('.map-view').boundingBox())!;
    const shown = await page.locator(marks).evaluateAll(boxes, [map.x, map.y]);
    const { bytes } = await takeAway(page, 'Drawing for a paper');
    await page.setContent(bytes.toString());
    const drawing = (await page.locator('body > svg').boundingBox())!;
    const drawn = await page.locator('.map > svg > *').evaluateAll(boxes, [drawing.x, drawing.y]);
    expect(drawn).toHaveLength(shown.length);
    drawn.forEach((box, i) => {
      for (const side of [0, 1, 2, 3]) expect(Math.abs(box[side] - shown[i][side])).toBeLessThan(2);
    });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('as SVG gives a circle for each point, the names and the legend', async () => {
    const { page } = await openMap();
    const labels = await page.locator('.cluster-label').allTextContents();
    const { name, bytes } = await takeAway(page, 'Drawing for a paper');
    expect(name).toBe('digits.svg');
    const drawing = await page.evaluate((text) => {
      const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
      return {
        error: svg.querySelector('parsererror')?.textContent ?? null,
        circles: svg.querySelectorAll('circle[fill-opacity]').length,
        fills: new Set(
          [...svg.querySelectorAll('circle[fill-opacity]')].map((circle) => circle.getAttribute('fill')),
        ).size,
        texts: [...svg.querySelectorAll('text')].map((element) => element.textContent),
      };
    }, bytes.toString('utf8'));
    expect(drawing.error).toBeNull();
    expect(drawing.circles).toBe(rows);
    expect(drawing.fills).toBe(10);
    expect(drawing.texts).toEqual(expect.arrayContaining([...labels, 'label']));
    expect(drawing.texts.filter((text) => /^\d \(\d+\)$/.test(text!)).length).toBe(10);
    await page.close();
  });

  it('as one HTML file opens from the disk, offline, with legend, search and selection', async () => {
    const { page } = await openMap('?colour=split');
    const { name, bytes } = await takeAway(page, 'One file that opens offline');
    expect(name).toBe('digits.html');
    await page.close();
    const file = path.join(runs, name);
    await writeFile(file, bytes);
    const opened = await visit(browser, pathToFileURL(file).href, { offline: true });
    await opened.page.locator('.group').first().waitFor();
    await expect.poll(() => opened.page.getByLabel('Colour by').inputValue()).toBe('split');
    const map = opened.page.locator('.map-view');
    for (const swatch of await opened.page.locator('.group .swatch').all()) {
      const colour = await swatch.evaluate((element) => getComputedStyle(element).backgroundColor);
      await expect
        .poll(async () => countNear(PNG.sync.read(await map.screenshot()), colour), { message: colour })
        .toBeGreaterThan(100);
    }
    await opened.page.getByRole('searchbox').fill('label:3');
    await expect
      .poll(() => opened.page.locator('.selection-panel h2').textContent())
      .toBe(`${await rowsLabelled('3')} selected`);
    expect(opened.complaints).toEqual([]);
    await opened.page.close();
  });

  it('as a link brings back colour, filter, view, selection and layers', async () => {
    const { page } = await openMap();
    await page.getByLabel('Colour by').selectOption('split');
    await page.locator('.group', { hasText: 'test' }).click();
    await page.getByRole('searchbox').fill('label:3');
    const heading = page.locator('.selection-panel h2');
    await expect.poll(() => heading.textContent()).toBe(`${await rowsLabelled('3')} selected`);
    const selected = await heading.textContent();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Layers' }).click();
    await page.getByLabel('Density contours').check();
    await page.keyboard.press('Escape');
    await page.locator('.map-contours path').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.locator('.menu-item', { hasText: 'Copy a link' }).click();
    await page.getByText('Copied.').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());

    const other = await visit(browser, link);
    await other.page.locator('.selection-panel h2').waitFor();
    await expect.poll(() => other.page.locator('.selection-panel h2').textContent()).toBe(selected);
    await expect.poll(() => other.page.getByLabel('Colour by').inputValue()).toBe('split');
    await expect
      .poll(() => other.page.locator('.group[aria-pressed="true"]').allTextContents())
      .toEqual([expect.stringContaining('test')]);
    await expect.poll(() => other.page.locator('.map-contours path').count()).toBeGreaterThan(3);
    await expect.poll(() => new URL(other.page.url()).search).toBe(new URL(link).search);
    expect(other.complaints).toEqual([]);
    await other.page.close();
    await page.close();
  });
});

describe('structure', () => {
  it('names every group once, and no two names touch', async () => {
    const { page } = await openMap();
    const boxes = await page.locator('.cluster-label').evaluateAll((labels) =>
      labels.map((label) => {
        const { left, right, top, bottom } = label.getBoundingClientRect();
        return { text: label.textContent, left, right, top, bottom };
      }),
    );
    expect(new Set(boxes.map(({ text }) => text)).size).toBe(boxes.length);
    for (const a of boxes)
      for (const b of boxes)
        if (a !== b)
          expect(a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top).toBe(true);
    await page.close();
  });

  it('names a group in two pieces at one of them, not between them', async () => {
    const groups = [
      ['pieces', 300, [-1, 0], [1, 0]],
      ['between', 100, [0, 0], [0, 0]],
      ['far', 200, [-10, -10], [10, 10]],
    ] as const;
    const points = groups.flatMap(([label, length, ...middles]) =>
      Array.from({ length }, (_, i) => {
        const [x, y] = middles[i % 2];
        const radius = 0.3 * Math.sqrt(i / length);
        return { label, x: x + radius * Math.cos(i * 2.4), y: y + radius * Math.sin(i * 2.4) };
      }),
    );
    const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
    await writeMadeUpRun(runs, 'pieces', { x, y, label: points.map(({ label }) => label) });
    const { page } = await visit(browser, `${site.url}?run=pieces`);
    const name = page.locator('.cluster-label', { hasText: 'pieces' });
    const places = await Promise.all(
      [0, 1].map((row) => placeOnScreen(page, Float32Array.from(x), Float32Array.from(y), row)),
    );
    // The map begins at the window's left edge.
    const across = Number(await name.getAttribute('x'));
    const away = places.map((place) => Math.abs(place.x - across));
    expect(Math.min(...away)).toBeLessThan(Math.max(...away) / 4);
    await page.close();
  });

  it('shows axes on request, and a minimap that takes one along when zoomed in', async () => {
    const { page, complaints } = await openMap('?grid');
    await expect.poll(() => page.locator('.map-grid .tick').count()).toBeGreaterThan(6);
    await page.getByRole('button', { name: 'Layers' }).click();
    await page.getByLabel('Grid').uncheck();
    await expect.poll(() => page.locator('.map-grid').isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.minimap').isVisible()).toBe(false);
    const centre = () => new URL(page.url()).searchParams.get('view')!.split(',').map(Number);
    await page.waitForFunction(() => location.search.includes('view='));
    const whole = centre()[2];
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.locator('.minimap').waitFor();
    await expect.poll(() => centre()[2] / whole).toBeCloseTo(2, 3);
    const before = centre();
    const box = (await page.locator('.minimap').boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height / 2);
    await expect.poll(() => centre()[0]).toBeLessThan(before[0]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
