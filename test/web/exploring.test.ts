import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DigitsSite, openMap, startDigits } from './digits-site.js';
import { mostRemote } from './points.js';
import { placeOnScreen, violations, visit } from './site.js';

const rows = 1200;

let digits: DigitsSite;

beforeAll(async () => {
  digits = await startDigits(rows);
});

it('makes room for the columns while the whole map is shown, and takes it back', async () => {
  const { page } = await openMap(digits);
  const farthestRight = digits.table.x.indexOf(Math.max(...digits.table.x));
  const across = async () => (await placeOnScreen(page, digits.table.x, digits.table.y, farthestRight)).x;
  const before = await across();
  await page.keyboard.press('c');
  const panel = (await page.locator('.columns-panel').boundingBox())!;
  expect(before).toBeGreaterThan(panel.x);
  await expect.poll(across).toBeLessThan(panel.x);
  await page.keyboard.press('c');
  await expect.poll(across).toBeCloseTo(before, 0);
  await page.close();
});

describe('a pinned point', () => {
  it('shows original, reconstruction and its error, code, and the true neighbours in code space', async () => {
    const { page, complaints } = await openMap(digits);
    await page.locator('.map-surface').focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Pinned point' });
    const id = await panel.locator('.panel-heading .quiet').textContent();
    const row = digits.table.id.indexOf(id!);

    const error = await panel.getByText('Mean squared error').textContent();
    expect(Number(error!.replace(/[^\d.]/g, ''))).toBeCloseTo(digits.table.reconstruction_error[row], 4);
    await expect.poll(() => panel.locator('.code-unit').count()).toBe(32);
    await panel.locator('.neighbour').nth(9).waitFor();
    const shown = await panel
      .locator('.neighbour')
      .evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).title));
    expect(shown).toEqual((await neighboursOf(row)).map((other) => digits.table.id[other]));
    await expect.poll(() => page.locator('.neighbour-line').count()).toBe(10);

    await panel.locator('.neighbour').first().click();
    await expect.poll(() => panel.locator('.panel-heading .quiet').textContent()).toBe(shown[0]);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is pinned by a click, and the arrow keys walk on from it in their direction', async () => {
    const { page } = await openMap(digits);
    const [left, right] = [Math.min(...digits.table.x), Math.max(...digits.table.x)];
    const isInTheMiddle = (row: number) =>
      Math.abs(digits.table.x[row] - (left + right) / 2) < (right - left) / 4;
    const row = mostRemote(digits.table.x, digits.table.y, isInTheMiddle);
    const place = await placeOnScreen(page, digits.table.x, digits.table.y, row);
    await page.mouse.click(place.x, place.y);
    const heading = page.locator('.point-panel .panel-heading .quiet');
    await expect.poll(() => heading.textContent()).toBe(digits.table.id[row]);
    await page.locator('.map-surface').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => heading.textContent()).not.toBe(digits.table.id[row]);
    const next = digits.table.id.indexOf((await heading.textContent())!);
    expect(digits.table.x[next]).toBeLessThan(digits.table.x[row]);
    await expect
      .poll(() => page.locator('#announcer').textContent())
      .toContain(`Pinned ${digits.table.id[next]}`);
    await page.close();
  });

  it('colours the map by a unit when its bar is pressed', async () => {
    const { page } = await openMap(digits);
    await page.locator('.map-surface').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^unit 5:/ }).click();
    await page.getByRole('img', { name: 'Distribution of unit 5' }).waitFor();
    await page.close();
  });
});

describe('a selection', () => {
  const count = (page: Page) => page.locator('.selection-panel h2').textContent();

  it('made with a box holds exactly the points inside, and its CSV their rows', async () => {
    const { page, complaints } = await openMap(digits);
    await page.getByRole('button', { name: 'Select with a box (B)' }).click();
    const box = (await page.locator('.map-surface').boundingBox())!;
    const [x0, y0, x1, y1] = [box.x + 500, box.y + 250, box.x + 800, box.y + 500];
    await page.mouse.move(x0, y0);
    await page.mouse.down();
    await page.mouse.move((x0 + x1) / 2, y1, { steps: 3 });
    await page.mouse.move(x1, y1, { steps: 3 });
    await page.mouse.up();

    const inside: number[] = [];
    for (let row = 0; row < rows; row++) {
      const place = await placeFast(page, row);
      if (place.x > x0 && place.x < x1 && place.y > y0 && place.y < y1) inside.push(row);
    }
    expect(inside.length).toBeGreaterThan(20);
    await expect.poll(() => count(page)).toBe(`${inside.length.toLocaleString('en')} selected`);

    const download = page.waitForEvent('download');
    await page.locator('.selection-panel').getByRole('button', { name: 'CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('digits-selection.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
    expect(lines[0]).toMatch(/^id,label,x,y,split,.*reconstruction_error$/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
      inside.map((row) => digits.table.id[row]),
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('grows with a Shift-lasso, shrinks with an Alt-lasso, and ends with Escape', async () => {
    const { page } = await openMap(digits);
    const heading = () => page.locator('.selection-panel h2').first().textContent({ timeout: 5_000 });
    let before: string | null = null;
    const lasso = async (modifier: 'Shift' | 'Alt', radius: number) => {
      const box = (await page.locator('.map-surface').boundingBox())!;
      const [cx, cy] = [box.x + 540, box.y + 360];
      await page.keyboard.down(modifier);
      await page.mouse.move(cx + radius, cy);
      await page.mouse.down();
      for (let i = 1; i < 16; i++)
        await page.mouse.move(
          cx + radius * Math.cos((i * Math.PI) / 8),
          cy + radius * Math.sin((i * Math.PI) / 8),
        );
      await page.mouse.up();
      await page.keyboard.up(modifier);
      await expect.poll(heading).not.toBe(before);
      before = await heading();
      return Number(before!.replace(/\D/g, ''));
    };
    const first = await lasso('Shift', 120);
    const larger = await lasso('Shift', 200);
    const smaller = await lasso('Alt', 120);
    expect(larger).toBeGreaterThan(first);
    expect(smaller).toBe(larger - first);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.selection-panel').isVisible()).toBe(false);
    await page.close();
  });

  it('made by search counts what the table holds, tells its make-up, and survives in the address', async () => {
    const { page } = await openMap(digits);
    await page.keyboard.press('/');
    const query = 'label:3 reconstruction_error:>0.03';
    await page.keyboard.type(query);
    const found = digits.table.label.filter(
      (label, row) => label === '3' && digits.table.reconstruction_error[row] > 0.03,
    ).length;
    await expect.poll(() => count(page)).toBe(`${found} selected`);
    await expect.poll(() => page.locator('.make-up-item').allTextContents()).toEqual([`3${found}100%`]);
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.get('select')).toBe(query);
    await page.reload();
    await expect.poll(() => count(page)).toBe(`${found} selected`);
    await page.close();
  });

  it('says what is wrong with a search', async () => {
    const { page } = await openMap(digits);
    await page.getByRole('searchbox').fill('colour:red');
    await page.getByText('There is no column “colour”').waitFor();
    await page.getByRole('searchbox').fill('label:99');
    await page.getByText('Nothing found.').waitFor();
    await page.close();
  });
});

describe('for everyone', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const)('axe finds nothing to complain about: %s, %i x %i', async (colorScheme, width, height) => {
    const { page } = await visit(digits.browser, `${digits.site.url}?select=label:3`, {
      colorScheme,
      viewport: { width, height },
      firstVisit: true,
    });
    await page.locator('.group').first().waitFor();
    await page.locator('.map-surface').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Mean squared error').waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      .toBe(true);
    await page.close();
  });

  it('remembers the choice of light or dark', async () => {
    const { page } = await openMap(digits);
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    await page.locator('.group').first().waitFor();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.close();
  });

  it('shows the tour on the first visit only', async () => {
    const { page } = await visit(digits.browser, digits.site.url, { firstVisit: true });
    const tour = page.getByRole('complementary', { name: 'Tour' });
    for (let step = 0; step < 3; step++) await tour.getByRole('button', { name: 'Next' }).click();
    await tour.getByRole('button', { name: 'Done' }).click();
    await page.reload();
    await page.locator('.group').first().waitFor();
    await page.waitForTimeout(300);
    await expect.poll(() => tour.isVisible()).toBe(false);
    await page.close();
  });
});

/** `placeOnScreen` for many rows of an unmoved map, without asking the page each time. */
let corner: { row: number; x: number; y: number } | undefined;
let pixelsPerUnit = 0;
async function placeFast(page: Page, row: number): Promise<{ x: number; y: number }> {
  if (!corner) {
    const a = await placeOnScreen(page, digits.table.x, digits.table.y, 0);
    const b = await placeOnScreen(page, digits.table.x, digits.table.y, 1);
    corner = { row: 0, ...a };
    pixelsPerUnit = (b.x - a.x) / (digits.table.x[1] - digits.table.x[0]);
  }
  return {
    x: corner.x + (digits.table.x[row] - digits.table.x[0]) * pixelsPerUnit,
    y: corner.y - (digits.table.y[row] - digits.table.y[0]) * pixelsPerUnit,
  };
}

/** The ten rows with the nearest codes, by sorting all distances. */
async function neighboursOf(row: number): Promise<number[]> {
  const file = await readFile(path.join(digits.runs, 'digits/codes.npy'));
  const codes = new Float32Array(
    file.buffer.slice(file.byteOffset + file.length - rows * 32 * 4, file.byteOffset + file.length),
  );
  const square = (other: number) => {
    let sum = 0;
    for (let j = 0; j < 32; j++) sum += (codes[row * 32 + j] - codes[other * 32 + j]) ** 2;
    return sum;
  };
  const others = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row);
  return others.sort((a, b) => square(a) - square(b)).slice(0, 10);
}
