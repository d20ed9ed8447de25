import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { tableFromIPC } from '@uwdata/flechette';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { launchBrowser } from './browser.js';
import { countNear } from './pictures.js';
import { mostRemote } from './points.js';
import { placeOnScreen, pointsAreDrawn, type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let runs: string;
let site: Site;
let table: {
  x: Float32Array;
  y: Float32Array;
  label: string[];
  id: string[];
  reconstruction_error: Float32Array;
};

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-page-'));
  await makeDigitsRun(runs);
  const columns = tableFromIPC(await readFile(path.join(runs, 'digits/embedding.arrow'))).toColumns();
  table = columns as unknown as typeof table;
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

describe('the map of a run', () => {
  it('draws the points in the colours of the legend, without a complaint', async () => {
    const { page, complaints } = await visit(browser, site.url);
    await page.locator('.group').first().waitFor();
    await expect.poll(() => page.locator('.map-view').getAttribute('data-renderer')).toBe('webgl');
    const map = page.locator('.map-view');
    for (const swatch of await page.locator('.group .swatch').all()) {
      const colour = await swatch.evaluate((element) => getComputedStyle(element).backgroundColor);
      await expect
        .poll(async () => countNear(PNG.sync.read(await map.screenshot()), colour), { message: colour })
        .toBeGreaterThan(100);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('draws the points again when the graphics card lost them', async () => {
    const { page, complaints } = await visit(browser, site.url);
    await page.locator('.group').first().waitFor();
    await page.waitForTimeout(500);
    const colour = await page
      .locator('.group .swatch')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
    const picture = async () => PNG.sync.read(await page.locator('.map-view').screenshot());
    await pointsAreDrawn(page);
    const before = countNear(await picture(), colour);
    expect(before).toBeGreaterThan(100);

    const lost = await page.locator('.map-points').evaluateHandle((canvas) => {
      const extension = (canvas as HTMLCanvasElement)
        .getContext('webgl2')!
        .getExtension('WEBGL_lose_context')!;
      extension.loseContext();
      return extension;
    });
    await expect.poll(async () => countNear(await picture(), colour)).toBeLessThan(before / 4);
    await lost.evaluate((extension) => extension.restoreContext());
    await expect.poll(async () => countNear(await picture(), colour)).toBe(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('counts every label in the legend', async () => {
    const { page } = await visit(browser, site.url);
    await page.locator('.group').first().waitFor();
    const shown = await page
      .locator('.group')
      .evaluateAll((groups) =>
        groups.map((group) => [
          group.querySelector('.clip')!.textContent,
          group.querySelector('.count')!.textContent,
        ]),
      );
    const counts = [...'0123456789'].map((digit) => [
      digit,
      String(table.label.filter((label) => label === digit).length),
    ]);
    expect(shown).toEqual(counts);
    await page.close();
  });

  it('shows picture, label and id of the point under the pointer', async () => {
    const { page, complaints } = await visit(browser, site.url);
    await page.locator('.group').first().waitFor();
    const row = mostRemote(table.x, table.y);
    const place = await placeOnScreen(page, table.x, table.y, row);
    await page.mouse.move(place.x, place.y);
    await page.locator('.tooltip').waitFor();
    await expect.poll(() => page.locator('.tooltip-label').textContent()).toBe(table.label[row]);
    await expect.poll(() => page.locator('.tooltip-id').textContent()).toBe(table.id[row]);
    const isWhole = ({ scrollWidth, clientWidth }: Element) => scrollWidth <= clientWidth;
    for (const value of await page.locator('.tooltip dd').all())
      expect(await value.evaluate(isWhole)).toBe(true);
    const canvas = page.locator('.tooltip canvas');
    await expect.poll(() => canvas.evaluate((element: HTMLCanvasElement) => element.width)).toBe(28);
    const shown = await canvas.evaluate((element: HTMLCanvasElement) =>
      Array.from(
        element
          .getContext('2d')!
          .getImageData(0, 0, 28, 28)
          .data.filter((_, i) => i % 4 === 0),
      ),
    );
    expect(shown).toEqual(await pixelsOf(row));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('filters by the legend: a click isolates, a second click shows all again, shift-click hides one', async () => {
    const { page } = await visit(browser, site.url);
    const three = page.locator('.group', { has: page.getByText('3', { exact: true }) });
    const pressed = () => page.locator('.group[aria-pressed="true"]').count();
    await three.click();
    await expect.poll(() => pressed()).toBe(1);
    const row = mostRemote(table.x, table.y, (candidate) => table.label[candidate] !== '3');
    const place = await placeOnScreen(page, table.x, table.y, row);
    await page.mouse.move(place.x, place.y);
    await page.waitForTimeout(200);
    await expect.poll(() => page.locator('.tooltip').isVisible()).toBe(false);
    await three.click();
    await expect.poll(() => pressed()).toBe(10);
    await three.click({ modifiers: ['Shift'] });
    await expect.poll(() => pressed()).toBe(9);
    await page.close();
  });

  it('brings the class under the pointer forward: the others fade, and come back', async () => {
    const { page } = await visit(browser, site.url);
    const three = page.locator('.group', { has: page.getByText('3', { exact: true }) });
    const five = page.locator('.group', { has: page.getByText('5', { exact: true }) });
    const colours = await Promise.all(
      [three, five].map((group) =>
        group.locator('.swatch').evaluate((swatch) => getComputedStyle(swatch).backgroundColor),
      ),
    );
    const shown = async () => {
      const picture = PNG.sync.read(await page.locator('.map-view').screenshot());
      return colours.map((colour) => countNear(picture, colour));
    };
    await pointsAreDrawn(page);
    await page.waitForTimeout(500);
    const [threes, fives] = await shown();
    await three.hover();
    await expect.poll(async () => (await shown())[1]).toBeLessThan(fives / 5);
    await expect.poll(async () => (await shown())[0]).toBeGreaterThan(0.9 * threes);
    await page.mouse.move(5, 5);
    await expect.poll(async () => (await shown())[1]).toBeGreaterThan(0.95 * fives);
    await page.close();
  });

  it('zooms with the wheel and the buttons, and its address brings the view back', async () => {
    const { page } = await visit(browser, site.url);
    await page.locator('.group').first().waitFor();
    const zoom = (url: string) => Number(new URL(url).searchParams.get('view')?.split(',')[2]);
    await page.waitForFunction(() => location.search.includes('view='));
    const whole = zoom(page.url());
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => zoom(page.url())).toBeGreaterThan(2.5 * whole);
    await page.waitForTimeout(300);
    const url = page.url();
    await page.goto(url);
    await page.locator('.group').first().waitFor();
    await page.waitForTimeout(400);
    await expect.poll(() => page.url()).toBe(url);
    await page.getByRole('button', { name: 'Show the whole map' }).click();
    await expect.poll(() => zoom(page.url())).toBe(whole);
    await page.close();
  });

  it('colours by numbers, with a histogram that filters when it is brushed', async () => {
    const { page, complaints } = await visit(browser, site.url);
    await page.getByLabel('Colour by').selectOption('reconstruction_error');
    const histogram = page.getByRole('img', { name: 'Distribution of reconstruction_error' });
    const box = (await histogram.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    const rangeText = page.locator('.range-text');
    await expect.poll(() => rangeText.textContent()).toContain(' to ');
    const range = await rangeText.textContent();
    expect(range).toMatch(/^0\.0\d+ to 0\.0\d+$/);
    const [low, high] = range!.split(' to ').map(Number);
    const isInside = (row: number) =>
      table.reconstruction_error[row] > low && table.reconstruction_error[row] < high;
    for (const [isShown, accepts] of [
      [true, isInside],
      [false, (row: number) => !isInside(row)],
    ] as const) {
      const place = await placeOnScreen(page, table.x, table.y, mostRemote(table.x, table.y, accepts));
      await page.mouse.move(place.x, place.y);
      await page.waitForTimeout(200);
      await expect.poll(() => page.locator('.tooltip').isVisible()).toBe(isShown);
    }
    await page.getByRole('button', { name: 'Select what is shown' }).click();
    const inside = Array.from(table.x.keys()).filter(isInside).length;
    const told = async () => {
      const text = await page.locator('.selection-panel h2').textContent();
      return Number.parseInt(text!.replace(',', ''), 10);
    };
    // The range is told with four digits, and filters with all of them.
    await expect.poll(async () => Math.abs((await told()) - inside)).toBeLessThan(3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('colours by a latent unit', async () => {
    const { page, complaints } = await visit(browser, `${site.url}?run=digits&colour=unit+3`);
    await page.getByRole('img', { name: 'Distribution of unit 3' }).waitFor();
    await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('unit 3');
    const place = await placeOnScreen(page, table.x, table.y, mostRemote(table.x, table.y));
    await page.mouse.move(place.x, place.y);
    const { values } = parseNpy(await readFile(path.join(runs, 'digits/codes.npy')), 'codes.npy');
    const third = (values as Float32Array)[mostRemote(table.x, table.y) * 32 + 2];
    const told = page.locator('.tooltip dt', { hasText: /^unit 3$/ }).locator('+ dd');
    await expect.poll(async () => Number(await told.textContent())).toBeCloseTo(third, 3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('still draws where there is no WebGL', async () => {
    const plain = await launchBrowser('--disable-3d-apis');
    const { page, complaints } = await visit(plain, site.url);
    await page.locator('.group').first().waitFor();
    const map = page.locator('.map-view');
    await expect.poll(() => map.getAttribute('data-renderer')).toBe('canvas');
    const colour = await page
      .locator('.group .swatch')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
    const drawn = async () => countNear(PNG.sync.read(await map.screenshot()), colour);
    await expect.poll(drawn, { timeout: 10_000 }).toBeGreaterThan(100);
    expect(complaints).toEqual([]);
    await plain.close();
  });
});

describe('without a map', () => {
  it('helps when there is no run yet', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'latentscape-empty-'));
    const emptySite = await startSite(empty);
    const { page, complaints } = await visit(browser, emptySite.url);
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    await page.getByText('npm run pipeline', { exact: true }).waitFor();
    await page.goto(`${emptySite.url}?run=deleted`);
    await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
    expect(complaints).toEqual([]);
    emptySite.stop();
    await page.close();
    await rm(empty, { recursive: true });
  });

  it('says what is wrong with a damaged map and stays usable', async () => {
    const folder = path.join(runs, 'damaged');
    await cp(path.join(runs, 'digits'), folder, { recursive: true });
    await writeFile(path.join(folder, 'embedding.arrow'), 'ARROW1 this is not a table');
    const { page } = await visit(browser, `${site.url}?run=damaged`);
    await page.getByText('The map of “damaged” cannot be read').waitFor();
    await page.getByRole('button', { name: 'Choose a run' }).click();
    await page.locator('.run-item', { hasText: 'digits' }).click();
    await page.locator('.group').first().waitFor();
    await page.close();
    await rm(folder, { recursive: true });
  });

  it('follows a run under way: stages, time left and loss, as they are written', async () => {
    const folder = path.join(runs, 'live');
    await mkdir(folder);
    const manifest = JSON.parse(await readFile(path.join(runs, 'digits/run.json'), 'utf8'));
    await writeFile(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, name: 'live', stages: {} }));
    const emit = (event: object) =>
      appendFile(
        path.join(folder, 'events.jsonl'),
        `${JSON.stringify({ time: manifest.created, ...event })}\n`,
      );
    await emit({
      type: 'run-start',
      run: 'live',
      stages: ['ingest', 'train', 'encode', 'embed', 'evaluate', 'export'],
    });
    await emit({ type: 'stage-done', stage: 'ingest', seconds: 2 });
    const { page, complaints } = await visit(browser, `${site.url}?run=digits`);
    const names = page.locator('.cluster-label');
    await names.first().waitFor();
    await page.getByRole('button', { name: 'Choose a run' }).click();
    await page.locator('.run-item', { hasText: 'live' }).click();
    await expect.poll(() => names.first().isVisible()).toBe(false);
    await expect.poll(() => page.url()).toBe(`${site.url}?run=live`);
    await page.reload();
    const train = page.locator('.live li', { hasText: 'Train the autoencoder' });
    await page.locator('.live li', { hasText: 'Read the data' }).getByText('2 s').waitFor();
    await emit({ type: 'stage-start', stage: 'train' });
    for (const done of [1, 2, 3])
      await emit({
        type: 'progress',
        stage: 'train',
        done,
        total: 10,
        unit: 'epochs',
        secondsLeft: 70 - 7 * done,
        values: { loss: 0.2 / done },
      });
    await train.getByText('3 of 10 epochs').waitFor();
    await expect.poll(() => train.locator('.stage-time').textContent()).toBe('49 s left');
    await page.getByRole('img', { name: /^Loss over 3 epochs, now 0\.0666/ }).waitFor();
    await emit({ type: 'progress', stage: 'encode', done: 40, total: 100, unit: 'rows', secondsLeft: 0.2 });
    await page.locator('.live li', { hasText: 'Encode every row' }).getByText('1 s left').waitFor();
    await emit({ type: 'run-failed', error: 'the disk is full' });
    await page.getByRole('heading', { name: '“live” failed: the disk is full' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    await rm(folder, { recursive: true });
  });
});

/** The raw pixels of a row, from the run's features: the file ends with them, row after row. */
async function pixelsOf(row: number): Promise<number[]> {
  const features = await readFile(path.join(runs, 'digits/dataset/features.npy'));
  const start = features.length - (table.x.length - row) * 784;
  return [...features.subarray(start, start + 784)];
}
