import { beforeAll, expect, it } from 'vitest';
import { type DigitsSite, openMap, rowsWhere, selectionHeading, startDigits } from './digits-site.js';
import { placeOnScreen, violations } from './site.js';

const rows = 600;

let digits: DigitsSite;

beforeAll(async () => {
  digits = await startDigits(rows);
});

it('brushing the small histograms selects: ranges of several columns hold together, as the search field says', async () => {
  const { page, complaints } = await openMap(digits);
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
  const search = page.getByRole('searchbox');
  await expect.poll(() => search.inputValue()).toMatch(/^reconstruction_error:[\d.]+\.\.$/);
  const query = await search.inputValue();
  const low = Number(query.match(/^reconstruction_error:([\d.]+)\.\.$/)?.[1]);
  const above = rowsWhere(rows, (row) => digits.table.reconstruction_error[row] >= low);
  expect(above.length).toBeGreaterThan(5);
  await expect.poll(() => selectionHeading(page)).toBe(`${above.length} selected`);

  await brush('neighbours_kept', 0.2, 0.7);
  const both = await page.getByRole('searchbox').inputValue();
  expect(both).toMatch(/^reconstruction_error:[\d.]+\.\. neighbours_kept:[\d.]+\.\.[\d.]+$/);
  const count = async () => Number((await selectionHeading(page))!.split(' ')[0]);
  await expect.poll(count).toBeLessThan(above.length);
  await expect.poll(() => page.locator('.histogram-selected[d^="M0"]').count()).toBe(4);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('searchbox').fill('neighbours_kept:0.1..0.3');
  await expect
    .poll(() => page.locator('.histogram-range').allTextContents())
    .toEqual(['0.1 to 0.3', '', '', '']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.selection-panel').isVisible()).toBe(false);
  await expect.poll(() => page.locator('.columns-panel .selection').first().isVisible()).toBe(false);
  expect(complaints).toEqual([]);
  await page.close();
});

it('what the legend shows becomes the selection, is added to it and taken away, and a link repeats it', async () => {
  const counted = (...labels: string[]) =>
    rowsWhere(rows, (row) => labels.includes(digits.table.label[row])).length;
  const { page } = await openMap(digits);
  const group = (digit: string) => page.locator('.group', { has: page.getByText(digit, { exact: true }) });
  await group('3').click();
  await group('5').click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Select what is shown' }).click();
  await expect.poll(() => selectionHeading(page)).toBe(`${counted('3', '5')} selected`);
  await group('8').click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Add what is shown' }).click();
  await expect.poll(() => selectionHeading(page)).toBe(`${counted('3', '5', '8')} selected`);
  await group('5').click();
  await page.getByRole('button', { name: 'Take away', exact: true }).click();
  await page.getByRole('button', { name: 'Take away what is shown' }).click();
  await expect.poll(() => selectionHeading(page)).toBe(`${counted('3', '8')} selected`);
  await expect.poll(() => page.url()).toContain('select=%21');
  await page.reload();
  await expect.poll(() => selectionHeading(page)).toBe(`${counted('3', '8')} selected`);
  await page.close();
});

it.each([
  ['beside', 1200, 760],
  ['above', 390, 844],
])('zooms to the selection where it can be seen, %s the panel', async (_, width, height) => {
  const { page } = await openMap(digits, '?select=label:6', { viewport: { width, height } });
  await page.getByRole('button', { name: 'Zoom to' }).click();
  await expect.poll(() => page.url()).toMatch(/view=/);
  await page.waitForTimeout(300);
  const panel = (await page.locator('.side').boundingBox())!;
  const sixes = rowsWhere(rows, (row) => digits.table.label[row] === '6');
  for (const row of sixes) {
    const place = await placeOnScreen(page, digits.table.x, digits.table.y, row);
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
    const { page } = await openMap(digits, '', { viewport: { width, height } });
    const covers = ['.legend', '.map-controls', '.zoom-group', '.search', '.point-panel'];
    const coversOver = async (row: number) => {
      const { x, y } = await placeOnScreen(page, digits.table.x, digits.table.y, row);
      const boxes = await Promise.all(covers.map((cover) => page.locator(cover).boundingBox()));
      return covers.filter((_, i) => {
        const box = boxes[i];
        return box && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
      });
    };
    const lowest = rowsWhere(rows, (row) => digits.table.y[row] === Math.min(...digits.table.y))[0];
    const rightmost = rowsWhere(rows, (row) => digits.table.x[row] === Math.max(...digits.table.x))[0];
    const topmost = rowsWhere(rows, (row) => digits.table.y[row] === Math.max(...digits.table.y))[0];
    const leftmost = rowsWhere(rows, (row) => digits.table.x[row] === Math.min(...digits.table.x))[0];
    for (const row of [lowest, rightmost, topmost, leftmost])
      await expect.poll(() => coversOver(row)).toEqual([]);

    const row = width > 500 ? rightmost : lowest;
    const { x, y } = await placeOnScreen(page, digits.table.x, digits.table.y, row);
    await page.mouse.click(x, y);
    await page.locator('.point-panel').waitFor();
    await expect.poll(() => coversOver(row)).toEqual([]);
    await page.close();
  },
);

it('fits the map beside the selection that a link brings along', async () => {
  const { page } = await openMap(digits, '?select=label:6', { viewport: { width: 390, height: 844 } });
  await page.locator('.selection-panel').waitFor();
  const lowest = rowsWhere(rows, (row) => digits.table.y[row] === Math.min(...digits.table.y))[0];
  const below = async () => (await placeOnScreen(page, digits.table.x, digits.table.y, lowest)).y;
  await expect.poll(below).toBeLessThan((await page.locator('.side').boundingBox())!.y);
  await page.close();
});

it.each(['.selection-panel', '.point-panel'])(
  'leaves zooming within reach on a phone under %s',
  async (sheet) => {
    const search = sheet === '.point-panel' ? '?pin=5' : '?select=label:6';
    const { page } = await openMap(digits, search, { viewport: { width: 390, height: 844 } });
    await page.locator(sheet).waitFor();
    const top = (await page.locator('.side').boundingBox())!.y;
    for (const button of await page.locator('.control-group button').all()) {
      const { x, y, width, height } = (await button.boundingBox())!;
      expect(y + height).toBeLessThanOrEqual(top);
      const hit = ([px, py]: number[]) => document.elementFromPoint(px, py)?.closest('button')?.ariaLabel;
      await expect
        .poll(() => page.evaluate(hit, [x + width / 2, y + height / 2]))
        .toBe(await button.getAttribute('aria-label'));
    }
    const zoom = () => Number(new URL(page.url()).searchParams.get('view')?.split(',')[2]);
    await expect.poll(zoom).toBeGreaterThan(0);
    const before = zoom();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(zoom).toBeGreaterThan(1.9 * before);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(() => zoom() / before).toBeCloseTo(1, 1);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Show the whole map' }).click();
    await expect.poll(zoom).toBeLessThan(1.2 * before);
    await page.close();
  },
);

it('tells what sets a selection apart: pictures, columns and latent units', async () => {
  const { page, complaints } = await openMap(digits, '?select=label:1');
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
  await expect.poll(async () => (await colours()).orange).toBeGreaterThan(50);

  const mean = (accepts: (row: number) => boolean) => {
    const errors = rowsWhere(rows, accepts).map((row) => digits.table.reconstruction_error[row]);
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const cells = await panel
    .locator('tr', { hasText: 'reconstruction_error' })
    .locator('td')
    .allTextContents();
  expect(Number(cells[1])).toBeCloseTo(
    mean((row) => digits.table.label[row] === '1'),
    4,
  );
  expect(Number(cells[2])).toBeCloseTo(
    mean((row) => digits.table.label[row] !== '1'),
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
  const { page, complaints } = await openMap(digits, '', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
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
  await expect.poll(async () => Number((await selectionHeading(page))!.split(' ')[0])).toBeGreaterThan(20);
  await page.waitForTimeout(300);
  expect(view()).toEqual(before);
  await expect.poll(() => page.locator('.point-panel').isVisible()).toBe(false);
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
  await expect.poll(() => page.locator('.selection-panel').isVisible()).toBe(false);

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
