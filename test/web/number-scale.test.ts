import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { columnFromArray, float32, float64, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import { beforeAll, describe, expect, it } from 'vitest';
import { numberScale } from '../../web/src/colour/number-scale.js';
import { type BrokenSite, spiral, startBroken } from './broken-site.js';
import { brush, selectedRows, takeAway } from './gestures.js';
import { violations, visit } from './site.js';

const rows = 1000;
const each = Array.from({ length: rows }, (_, row) => (row + 0.5) / rows);
/** From 0.01 to 10,000, as many in each order of magnitude. */
const price = each.map((share) => 10 ** (6 * share - 2));

let broken: BrokenSite;

beforeAll(async () => {
  broken = await startBroken();
  const { x, y } = spiral(rows);
  const table = tableFromColumns({
    id: columnFromArray(
      each.map((_, row) => `row ${row}`),
      utf8(),
    ),
    x: columnFromArray(x, float32()),
    y: columnFromArray(y, float32()),
    price: columnFromArray(price, float64()),
    even: columnFromArray([...each], float64()),
  });
  await writeFile(
    path.join(broken.runs, 'digits', 'embedding.arrow'),
    tableToIPC(table, { format: 'file' })!,
  );
});

const open = async (search: string, options = {}) => {
  const opened = await visit(broken.browser, `${broken.site.url}?run=digits${search}`, options);
  await opened.page.locator('.legend .histogram').waitFor();
  return opened;
};

describe('numbers over orders of magnitude', () => {
  it('are coloured, binned and brushed by their logarithm in the legend', async () => {
    const { page, complaints } = await open('&colour=price');
    await page.locator('.ramp-ends', { hasText: 'logarithmic' }).waitFor();
    const bars = page.locator('.legend .histogram rect[fill^="rgb"]');
    await bars.nth(35).waitFor();
    const heights = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    expect(Math.min(...heights.slice(1, -1))).toBeGreaterThan(0.7 * Math.max(...heights));
    await brush(page, page.locator('.legend .histogram'), 0.25, 0.5);
    const range = page.locator('.range-text');
    await expect.poll(() => range.textContent()).toContain(' to ');
    const [low, high] = (await range.textContent())!.split(' to ').map(Number);
    // The ends of the scale leave out half a percent of the rows on either side.
    expect(Math.log10(low)).toBeCloseTo(-2 + 6 * (0.005 + 0.25 * 0.99), 0);
    expect(Math.log10(high)).toBeCloseTo(1, 1);
    await page.getByRole('button', { name: 'Select what is shown' }).click();
    await expect.poll(() => selectedRows(page)).toBeGreaterThan(235);
    await expect.poll(() => selectedRows(page)).toBeLessThan(260);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('and in the columns likewise; the brush stays where it was put, and a link brings it back', async () => {
    const { page, complaints } = await open('');
    await page.keyboard.press('c');
    const histogram = page.getByRole('img', { name: 'Distribution of price' }).last();
    await brush(page, histogram, 0.5, 0.75);
    await expect.poll(() => selectedRows(page)).toBeGreaterThan(235);
    await expect.poll(() => selectedRows(page)).toBeLessThan(260);
    const place = async () => {
      const [brushed, whole] = [histogram.locator('.selection'), histogram];
      const [a, b] = [(await brushed.boundingBox())!, (await whole.boundingBox())!];
      return [(a.x - b.x) / b.width, (a.x + a.width - b.x) / b.width];
    };
    const expected = [0.5, 0.75];
    const isThere = async () => (await place()).every((share, end) => Math.abs(share - expected[end]) < 0.02);
    await expect.poll(isThere).toBe(true);
    // While the brush moves, the address may follow.
    const query = await page.getByRole('searchbox').inputValue();
    await expect.poll(() => new URL(page.url()).searchParams.get('select')).toBe(query);
    await page.reload();
    await page.locator('.selection-panel').waitFor();
    await page.keyboard.press('c');
    await expect.poll(isThere).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('have a legend of equal ratios in a drawing', async () => {
    const { page } = await open('&colour=price');
    const svg = (await takeAway(page, 'Drawing for a paper')).bytes.toString();
    const numbers = [...svg.matchAll(/<text x="18"[^>]*>([\d.,]+)<\/text>/g)].map(([, text]) =>
      Math.log10(Number(text.replace(',', ''))),
    );
    expect(numbers).toHaveLength(5);
    for (const [i, number] of numbers.entries()) expect(number).toBeCloseTo(1 + (i - 2) * 1.49, 1);
    await page.close();
  });

  it('evenly spread ones are on a linear scale', async () => {
    const { page } = await open('&colour=even');
    await page.locator('.ramp-ends').waitFor();
    await expect.poll(() => page.locator('.legend').textContent()).not.toContain('logarithmic');
    await page.close();
  });
});

it.each([
  ['an even spread from 0', each, false],
  ['orders of magnitude', price, true],
  ['the same with a zero among them', [...price, ...price.map(() => 0)], false],
  ['the same with a missing value', [Number.NaN, ...price], true],
  ['one value', [5, 5, 5], false],
  ['no value', [Number.NaN], false],
] as const)(
  'chooses the scale for %s, and leads from values to shares and back',
  (_, values, isLogarithmic) => {
    const scale = numberScale(values);
    expect(scale.isLogarithmic).toBe(isLogarithmic);
    for (const share of [0, 0.3, 1]) expect(scale.shareOf(scale.valueAt(share))).toBeCloseTo(share, 9);
    expect(scale.shareOf(Number.NaN)).toBeNaN();
    expect(scale.shareOf(-1)).toBeLessThanOrEqual(0);
  },
);
