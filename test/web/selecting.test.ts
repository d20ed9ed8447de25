import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableFromIPC } from '@uwdata/flechette';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { makeDigitsRun } from '../support/digits-run.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { launchBrowser } from './browser.js';
import { placeOnScreen, type Site, startSite, violations, visit } from './site.js';

const rows = 600;

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
  runs = await sharedFolder();
  await makeDigitsRun(runs, rows);
  table = tableFromIPC(
    await readFile(path.join(runs, 'digits/embedding.arrow')),
  ).toColumns() as unknown as typeof table;
  site = await startSite(runs);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  site?.stop();
});

async function openMap(search = '', options: BrowserContextOptions = {}) {
  const opened = await visit(browser, site.url + search, options);
  await opened.page.locator('.group, .histogram').first().waitFor();
  return opened;
}

const count = (page: Page) => page.locator('.selection-panel h2').textContent();

const rowsWhere = (accepts: (row: number) => boolean) =>
  Array.from({ length: rows }, (_, row) => row).filter(accepts);

it('a selection is named, saved in the run, and is a column from then on: colour, search, CSV, export', async () => {
  const name = 'fours "&" <b>nines</b>';
  const threes = rowsWhere((row) => table.label[row] === '3');
  const { page, complaints } = await openMap('?select=label:3');
  const panel = page.getByRole('region', { name: 'Selection' });
  const field = panel.getByLabel('Name of the selection');

  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('Give the selection a name first.').waitFor();
  await field.fill('label');
  await field.press('Enter');
  await panel.getByText('There is a column “label” already; choose another name.').waitFor();
  await field.fill(name);
  await field.press('Enter');
  await panel.getByText(`Saved as “${name}”: a column of this run.`).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByLabel('Colour by').selectOption(name);
  expect(await page.locator('.group').allTextContents()).toEqual([
    `false${rows - threes.length}`,
    `true${threes.length}`,
  ]);
  await page.getByRole('searchbox').fill('"fours ""&"" <b>nines</b>":true label:3');
  await expect.poll(() => count(page)).toBe(`${threes.length} selected`);

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
  expect(lines[0]).toMatch(/,"fours ""&"" <b>nines<\/b>"$/);
  expect(lines.slice(1).every((line) => line.endsWith(',true'))).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();

  const exported = await latentscape([
    ...['export', 'digits', '--runs', runs, '--selection', name],
    ...['--columns', 'id', '-o', '-'],
  ]);
  expect(exported.stdout.trimEnd().split('\n').slice(1)).toEqual(threes.map((row) => table.id[row]));
});

it('a saved selection is brought back on another day, survives in a link, and is deleted', async () => {
  await openMap('?select=label:5').then(async ({ page }) => {
    await page.getByLabel('Name of the selection').fill('fives');
    await page.getByLabel('Name of the selection').press('Enter');
    await page.getByText('Saved as “fives”').waitFor();
    await page.close();
  });
  const fives = rowsWhere((row) => table.label[row] === '5').length;
  const { page, complaints } = await openMap();
  await page.getByRole('button', { name: 'Saved selections' }).click();
  expect(await violations(page)).toEqual([]);
  await page.locator('.saved-name', { hasText: 'fives' }).click();
  await expect.poll(() => count(page)).toBe(`${fives} selected`);
  await page.getByRole('button', { name: 'Saved selections' }).click();
  await page.getByRole('button', { name: 'Show fives in colour' }).click();
  await expect.poll(() => page.url()).toMatch(/colour=fives.*select=/);
  await page.reload();
  await expect.poll(() => count(page)).toBe(`${fives} selected`);
  expect(await page.getByLabel('Colour by').inputValue()).toBe('fives');

  await page.getByRole('button', { name: 'Saved selections' }).click();
  await page.getByRole('button', { name: 'Delete fives' }).click();
  await page.getByText('“fives” was deleted.').waitFor();
  expect(await page.getByLabel('Colour by').inputValue()).toBe('label');
  await page.getByRole('searchbox').fill('fives:true');
  await page.getByText('There is no column “fives”').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it('says why a selection cannot be saved, and which saved ones do not fit the run', async () => {
  const { page } = await openMap('?select=label:7');
  const field = page.getByLabel('Name of the selection');
  await page.route('**/selections', (route) => route.abort());
  await field.fill('sevens');
  await field.press('Enter');
  await page.getByText('The server does not answer; nothing was changed.').waitFor();
  await page.unroute('**/selections');
  await field.press('Enter');
  await page.getByText('Saved as “sevens”').waitFor();
  await page.close();

  const list = await fetch(`${site.url}api/runs/digits/selections`).then((answer) => answer.json());
  const { id } = list.usable.find(({ name }: { name: string }) => name === 'sevens');
  const file = path.join(runs, 'digits/selections', `${id}.json`);
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"features":"\w+"/, '"features":"others"'));
  const again = await openMap();
  await again.page.getByRole('button', { name: 'Saved selections' }).click();
  await again.page.getByText('sevens cannot be used: saved for other rows than the run has now.').waitFor();
  await again.page.getByRole('button', { name: 'Delete sevens' }).click();
  await again.page.getByText('“sevens” was deleted.').waitFor();
  await again.page.close();
});

it('one HTML file brings colour, filter, view, selection and saved selections along', async () => {
  const { page } = await openMap('?select=label:1');
  await page.getByLabel('Name of the selection').fill('ones');
  await page.getByLabel('Name of the selection').press('Enter');
  await page.getByText('Saved as “ones”').waitFor();
  await page.getByLabel('Colour by').selectOption('ones');
  await page.locator('.group', { hasText: 'true' }).click();
  await page.getByRole('button', { name: 'Zoom in' }).click({ clickCount: 2, delay: 100 });
  await page.getByRole('button', { name: 'Take it away' }).click();
  const event = page.waitForEvent('download');
  await page.locator('.menu-item', { hasText: 'One file that opens offline' }).click();
  const file = path.join(runs, 'digits.html');
  await writeFile(file, await readFile(await (await event).path()));
  const selected = await count(page);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV with saved selections' }).click();
  const lines = (await readFile(await (await table).path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(rows + 1);
  const column = lines[0].split(',').indexOf('ones');
  expect(`${lines.filter((line) => line.split(',')[column] === 'true').length} selected`).toBe(selected);
  await page.close();

  const opened = await visit(browser, pathToFileURL(file).href, { offline: true });
  await expect.poll(() => count(opened.page)).toBe(selected);
  expect(await opened.page.getByLabel('Colour by').inputValue()).toBe('ones');
  expect(await opened.page.locator('.group[aria-pressed="true"]').allTextContents()).toEqual([
    expect.stringContaining('true'),
  ]);
  expect(await opened.page.locator('.minimap').isVisible()).toBe(true);
  expect(await opened.page.getByLabel('Name of the selection').count()).toBe(0);
  expect(opened.complaints).toEqual([]);
  await opened.page.close();
});

it('brushing the small histograms selects: ranges of several columns hold together, as the search field says', async () => {
  const { page, complaints } = await openMap();
  await page.keyboard.press('c');
  const brush = async (name: string, from: number, to: number) => {
    const histogram = page.getByRole('img', { name: `Distribution of ${name}` });
    await histogram.scrollIntoViewIfNeeded();
    const box = (await histogram.boundingBox())!;
    await page.mouse.move(box.x + from * box.width, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + to * box.width, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
  };
  await brush('reconstruction_error', 0.5, 1.1);
  const query = await page.getByRole('searchbox').inputValue();
  const low = Number(query.match(/^reconstruction_error:([\d.]+)\.\.$/)?.[1]);
  const above = rowsWhere((row) => table.reconstruction_error[row] >= low);
  expect(above.length).toBeGreaterThan(5);
  expect(await count(page)).toBe(`${above.length} selected`);

  await brush('neighbours_kept', 0.2, 0.7);
  const both = await page.getByRole('searchbox').inputValue();
  expect(both).toMatch(/^reconstruction_error:[\d.]+\.\. neighbours_kept:[\d.]+\.\.[\d.]+$/);
  const fewer = Number((await count(page))!.split(' ')[0]);
  expect(fewer).toBeLessThan(above.length);
  expect(await page.locator('.histogram-selected[d^="M0"]').count()).toBe(4);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('searchbox').fill('neighbours_kept:0.1..0.3');
  await expect
    .poll(() => page.locator('.histogram-range').allTextContents())
    .toEqual(['0.1 to 0.3', '', '', '']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  expect(await page.locator('.selection-panel').isVisible()).toBe(false);
  expect(await page.locator('.columns-panel .selection').first().isVisible()).toBe(false);
  expect(complaints).toEqual([]);
  await page.close();
});

it('what the legend shows becomes the selection, is added to it and taken away, and a link repeats it', async () => {
  const counted = (...labels: string[]) => rowsWhere((row) => labels.includes(table.label[row])).length;
  const { page } = await openMap();
  const group = (digit: string) => page.locator('.group', { has: page.getByText(digit, { exact: true }) });
  await group('3').click();
  await group('5').click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Select what is shown' }).click();
  expect(await count(page)).toBe(`${counted('3', '5')} selected`);
  await group('8').click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Add what is shown' }).click();
  expect(await count(page)).toBe(`${counted('3', '5', '8')} selected`);
  await group('5').click();
  await page.getByRole('button', { name: 'Take away', exact: true }).click();
  await page.getByRole('button', { name: 'Take away what is shown' }).click();
  expect(await count(page)).toBe(`${counted('3', '8')} selected`);
  await expect.poll(() => page.url()).toContain('select=%21');
  await page.reload();
  await expect.poll(() => count(page)).toBe(`${counted('3', '8')} selected`);
  await page.close();
});

it.each([
  ['beside', 1200, 760],
  ['above', 390, 844],
])('zooms to the selection where it can be seen, %s the panel', async (_, width, height) => {
  const { page } = await openMap('?select=label:6', { viewport: { width, height } });
  await page.getByRole('button', { name: 'Zoom to' }).click();
  await expect.poll(() => page.url()).toMatch(/view=/);
  await page.waitForTimeout(300);
  const panel = (await page.locator('.side').boundingBox())!;
  const sixes = rowsWhere((row) => table.label[row] === '6');
  for (const row of sixes) {
    const place = await placeOnScreen(page, table.x, table.y, row);
    expect(place.x > 0 && place.y > 52).toBe(true);
    expect(width > 500 ? place.x < panel.x : place.y < panel.y).toBe(true);
  }
  await page.close();
});

it.each([
  [1200, 760],
  [390, 844],
])(
  'shows every point beside the panels at first, and a pinned one beside its own: %d x %d',
  async (width, height) => {
    const { page } = await openMap('', { viewport: { width, height } });
    const covers = ['.legend', '.map-controls', '.search', '.point-panel'];
    const coversOver = async (row: number) => {
      const { x, y } = await placeOnScreen(page, table.x, table.y, row);
      const boxes = await Promise.all(covers.map((cover) => page.locator(cover).boundingBox()));
      return covers.filter((_, i) => {
        const box = boxes[i];
        return box && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
      });
    };
    const lowest = rowsWhere((row) => table.y[row] === Math.min(...table.y))[0];
    const rightmost = rowsWhere((row) => table.x[row] === Math.max(...table.x))[0];
    const topmost = rowsWhere((row) => table.y[row] === Math.max(...table.y))[0];
    const leftmost = rowsWhere((row) => table.x[row] === Math.min(...table.x))[0];
    for (const row of [lowest, rightmost, topmost, leftmost]) expect(await coversOver(row)).toEqual([]);

    const row = width > 500 ? rightmost : lowest;
    const { x, y } = await placeOnScreen(page, table.x, table.y, row);
    await page.mouse.click(x, y);
    await page.locator('.point-panel').waitFor();
    await expect.poll(() => coversOver(row)).toEqual([]);
    await page.close();
  },
);

it('tells what sets a selection apart: pictures, columns and latent units', async () => {
  const { page, complaints } = await openMap('?select=label:1');
  const panel = page.getByRole('region', { name: 'Selection' });
  const difference = panel.getByRole('img', { name: 'Difference' });
  await expect.poll(() => difference.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(28);
  const colours = () =>
    difference.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, 28, 28);
      let [blue, orange] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 2] > data[i] + 40) blue++;
        if (data[i] > data[i + 2] + 40) orange++;
      }
      return { blue, orange };
    });
  // A one is a stroke down the middle, darker than other digits on both sides of it.
  await expect.poll(async () => (await colours()).blue).toBeGreaterThan(10);
  expect((await colours()).orange).toBeGreaterThan(50);

  const mean = (accepts: (row: number) => boolean) => {
    const errors = rowsWhere(accepts).map((row) => table.reconstruction_error[row]);
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const cells = await panel
    .locator('tr', { hasText: 'reconstruction_error' })
    .locator('td')
    .allTextContents();
  expect(Number(cells[1])).toBeCloseTo(
    mean((row) => table.label[row] === '1'),
    4,
  );
  expect(Number(cells[2])).toBeCloseTo(
    mean((row) => table.label[row] !== '1'),
    4,
  );
  await panel
    .locator('th button', { hasText: /^unit \d+$/ })
    .first()
    .click();
  await page.getByRole('img', { name: /^Distribution of unit \d+$/ }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it('by touch: a tap pins, two fingers zoom, one moves the map, and one that rests first draws a lasso', async () => {
  const { page, complaints } = await openMap('', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const fingers = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
  const view = () => new URL(page.url()).searchParams.get('view')?.split(',').map(Number) ?? [];
  const box = (await page.locator('.map-surface').boundingBox())!;
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  await expect.poll(view).toHaveLength(3);
  const before = view();

  await touch('touchStart', { x: cx, y: cy });
  await page.waitForTimeout(600);
  for (let i = 0; i <= 12; i++)
    await touch('touchMove', {
      x: cx + 110 * Math.sin((i * Math.PI) / 6),
      y: cy - 110 * Math.cos((i * Math.PI) / 6),
    });
  await touch('touchEnd');
  await page.locator('.selection-panel h2').waitFor();
  expect(Number((await count(page))!.split(' ')[0])).toBeGreaterThan(20);
  await page.waitForTimeout(300);
  expect(view()).toEqual(before);
  expect(await page.locator('.point-panel').isVisible()).toBe(false);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Fold the selection' }).tap();
  await page.locator('.group').first().tap();
  await page.getByRole('button', { name: 'Select what is shown' }).waitFor();
  await page.locator('.group').first().tap();
  await page.getByRole('button', { name: 'Clear the selection' }).tap();

  await touch('touchStart', { x: cx, y: cy });
  for (let i = 1; i <= 5; i++) await touch('touchMove', { x: cx + 12 * i, y: cy });
  await touch('touchEnd');
  await expect.poll(() => view()[0]).toBeLessThan(before[0]);
  expect(await page.locator('.selection-panel').isVisible()).toBe(false);

  await touch('touchStart', { x: cx - 30, y: cy }, { x: cx + 30, y: cy });
  for (let i = 1; i <= 5; i++)
    await touch('touchMove', { x: cx - 30 - 12 * i, y: cy }, { x: cx + 30 + 12 * i, y: cy });
  await touch('touchEnd');
  await expect.poll(() => view()[2] / before[2]).toBeCloseTo(3, 0);
  await page.touchscreen.tap(cx, cy);
  await page.locator('.point-panel').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});
