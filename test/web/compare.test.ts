import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ComparedMap, hostileName } from './compared-runs.js';
import { announced, type ComparedSite, openCompared, startCompared, surface } from './compared-site.js';
import { violations, visit } from './site.js';

const rows = 500;
let compared: ComparedSite;
let first: ComparedMap;
let second: ComparedMap;

beforeAll(async () => {
  compared = await startCompared(rows);
  ({ first, second } = compared);
}, 120_000);

/** How many of a row's ten nearest on one map are among its ten nearest on the other, by sorting all distances. */
function commonNeighbours(row: number): number {
  const nearest = ({ x, y }: ComparedMap) => {
    const square = (other: number) => (x[other] - x[row]) ** 2 + (y[other] - y[row]) ** 2;
    return Array.from(x, (_, other) => other)
      .filter((other) => other !== row)
      .sort((a, b) => square(a) - square(b))
      .slice(0, 10);
  };
  const others = new Set(nearest(second));
  return nearest(first).filter((other) => others.has(other)).length;
}

const compare = (search?: string, options?: BrowserContextOptions) => openCompared(compared, search, options);

const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

async function pinFirstRow(page: Page, run: string): Promise<number> {
  await surface(page, run).focus();
  await page.keyboard.press('Enter');
  const id = await page.locator('.point-panel .panel-heading .quiet').textContent();
  await expect.poll(() => announced(page)).toContain(`Pinned ${id}`);
  return first.id.indexOf(id!);
}

describe('two runs side by side', () => {
  it('are chosen from the header, where only runs of the same rows are offered', async () => {
    const { page, complaints } = await visit(compared.browser, `${compared.site.url}?run=digits`);
    await page.locator('.group').first().waitFor();
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.locator('#compare-list [aria-busy="false"]').waitFor();
    const offered = await page.locator('#compare-list .run-name').allTextContents();
    expect(offered.sort()).toEqual(['backwards', 'narrow', 'turned']);
    await page.locator('#compare-list .run-item', { hasText: 'narrow' }).click();
    await surface(page, 'narrow').waitFor();
    await expect.poll(() => page.locator('.map-view').count()).toBe(2);
    await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('common_neighbours');
    await expect.poll(() => announced(page)).toContain('digits beside narrow: on average');
    await expect.poll(() => parameter(page, 'with')).toBe('narrow');
    await page.getByRole('button', { name: 'End the comparison' }).click();
    await expect.poll(() => surface(page, 'narrow').isVisible()).toBe(false);
    await expect.poll(() => parameter(page, 'with')).toBeNull();
    await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('label');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are a place to come back to, as each view of a run is, and can be chosen from all of them', async () => {
    const { page, complaints } = await visit(compared.browser, `${compared.site.url}?run=digits`);
    await page.getByRole('application').waitFor();
    await page.getByRole('button', { name: 'Quality' }).click();
    await expect.poll(() => parameter(page, 'page')).toBe('quality');
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.locator('#compare-list .run-item', { hasText: 'narrow' }).click();
    await surface(page, 'narrow').waitFor();
    await expect.poll(() => parameter(page, 'with')).toBe('narrow');
    await page.goBack();
    await page.getByRole('heading', { name: 'Can this map be trusted?' }).waitFor();
    expect(parameter(page, 'with')).toBeNull();
    await page.goBack();
    await page.getByRole('application').waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: 'Can this map be trusted?' }).waitFor();
    await page.goForward();
    await surface(page, 'narrow').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leave the panel of the selection room for all its buttons', async () => {
    const { page } = await compare('?run=digits&with=narrow&select=-label:3');
    const panel = page.locator('.selection-panel');
    await panel.waitFor();
    const right = async (part: Locator) => {
      const { x, width } = (await part.boundingBox())!;
      return x + width;
    };
    const clear = panel.getByRole('button', { name: 'Clear the selection' });
    expect(await right(clear)).toBeLessThan(await right(panel));
    await page.close();
  });

  it('count the neighbours that both maps have in common, as a column that can be searched', async () => {
    const { page, complaints } = await compare();
    const counts = Array.from({ length: rows }, (_, row) => commonNeighbours(row));
    const mean = counts.reduce((sum, count) => sum + count, 0) / rows;
    const told = await page.locator('.comparison-facts span').first().textContent();
    expect(told).toMatch(/^On average \d\.\d of 10 neighbours in common$/);
    expect(Math.abs(Number(told!.match(/\d\.\d/)![0]) - mean)).toBeLessThan(0.051);
    await page.getByRole('searchbox').fill('common_neighbours:>4');
    const many = counts.filter((count) => count > 4).length;
    await page.getByRole('heading', { name: `${many} selected` }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    const row = await pinFirstRow(page, 'digits');
    await expect.poll(() => announced(page)).toContain(`${counts[row]} of 10 neighbours in common`);
    await expect
      .poll(() => page.locator('.point-panel .fields').textContent())
      .toContain(`${counts[row]} of 10`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('match rows by id, whatever their order', async () => {
    const { page } = await compare();
    const facts = page.locator('.comparison-facts');
    const text = await facts.textContent();
    await page.goto(`${compared.site.url}?run=digits&with=backwards`);
    await expect.poll(() => facts.textContent()).toBe(text);
    await page.close();
  });

  it('mirror what is hovered, pinned, filtered and selected', async () => {
    const { page, complaints } = await compare();
    const views = page.locator('.map-view');
    const row = await pinFirstRow(page, 'narrow');
    expect(row).toBeGreaterThanOrEqual(0);
    for (const view of [views.first(), views.last()]) {
      await expect.poll(() => view.locator('.pinned-mark').count()).toBe(1);
      await expect.poll(() => view.locator('.neighbour-line').count()).toBe(10);
    }
    await page.locator('.neighbour').first().hover();
    for (const view of [views.first(), views.last()])
      await expect.poll(() => view.locator('.hovered-mark').count()).toBe(1);
    const labels = (run: number) => views.nth(run).locator('.cluster-label').allTextContents();
    await page.locator('.group', { has: page.getByText('3', { exact: true }) }).click();
    await page.mouse.move(5, 5);
    await expect.poll(() => labels(0)).toEqual(['3']);
    await expect.poll(() => labels(1)).toEqual(['3']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('select by a lasso on the second map what lies inside there, and the link brings it back', async () => {
    const { page, complaints } = await compare();
    await page.getByRole('button', { name: 'Select with a box (B)' }).click();
    const box = (await surface(page, 'narrow').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 4 });
    await page.mouse.up();
    const heading = page.locator('.selection-panel h2');
    const text = await heading.textContent();
    expect(Number.parseInt(text!, 10)).toBeGreaterThan(5);
    await expect.poll(() => parameter(page, 'select')).toMatch(/b$/);
    await expect.poll(() => heading.textContent()).toBe(text);
    await page.reload();
    await expect.poll(() => heading.textContent()).toBe(text);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('runs that do not fit', () => {
  it.each([
    ['fewer', '“digits” has 500 rows and “fewer” 100: only maps of the same rows can be compared.'],
    ['strangers', '“strangers” lacks 1 of the rows of “digits”, such as “train-'],
    ['digits', '“digits” is shown already: choose another run.'],
    [hostileName, 'img'],
  ])('are refused with a sentence, and the map stays: %s', async (name, sentence) => {
    const { page } = await visit(
      compared.browser,
      `${compared.site.url}?run=digits&with=${encodeURIComponent(name)}`,
    );
    await page.locator('.banner', { hasText: sentence }).waitFor();
    await page.locator('.group').first().waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Comparison' }).isVisible()).toBe(false);
    await expect.poll(() => page.locator('img[src="x"]').count()).toBe(0);
    await expect.poll(() => parameter(page, 'with')).toBeNull();
    await page.locator('.banner').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.locator('.banner').isVisible()).toBe(false);
    await page.close();
  });
});

describe('side by side, for everyone', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const)('axe finds nothing to complain about: %s, %i x %i', async (colorScheme, width, height) => {
    const { page } = await compare('?run=digits&with=narrow&colour=common_neighbours', {
      colorScheme,
      viewport: { width, height },
    });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Transition' }).click();
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.locator('#compare-list .run-item').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      .toBe(true);
    const [one, two] = await page.locator('.map-pane').all();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Side by side' }).click();
    const [a, b] = [(await one.boundingBox())!, (await two.boundingBox())!];
    if (width < 720) expect(b.y).toBeGreaterThanOrEqual(a.y + a.height);
    else expect(b.x).toBeGreaterThanOrEqual(a.x + a.width);
    expect(Math.min(a.height, b.height)).toBeGreaterThan(150);
    await page.close();
  });
});
