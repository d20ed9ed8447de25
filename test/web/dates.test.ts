import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../pipeline/data/fixture.js';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { brush, selectedRows, takeAway } from './gestures.js';
import { type Site, startSite, violations, visit } from './site.js';
import { startBrowser } from './start-browser.js';

let browser: Browser;
let site: Site;
/** The lines of the table that pandas wrote, without its header. */
let lines: readonly (readonly string[])[];
const [day, seen, stamped] = [1, 2, 3];

beforeAll(async () => {
  const runs = await sharedFolder();
  const file = fixture('visits.csv');
  lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const few = ['--epochs', '30', '--code-size', '4', '--iterations', '100', '--perplexity', '10'];
  const { code, stderr } = await latentscape(['run', file, ...few, '--runs', runs, '--name', 'visits']);
  if (code !== 0) throw new Error(`the run of the visits failed: ${stderr}`);
  site = await startSite(runs);
  browser = await startBrowser();
}, 120_000);

afterAll(() => site?.stop());

/** In a place where the day begins eight hours later than in UTC. */
const open = async (search: string, options = {}) => {
  const opened = await visit(browser, `${site.url}?run=visits${search}`, {
    timezoneId: 'America/Los_Angeles',
    ...options,
  });
  await opened.page.locator('.legend').waitFor();
  return opened;
};

/** How many rows have a time in a column that is accepted; a cell without an offset is in UTC. */
const count = (column: number, accepts: (time: number) => boolean) =>
  lines.filter((cells) => cells[column] !== '' && accepts(timeOf(cells[column]))).length;

const timeOf = (cell: string) => {
  const text = cell.replace(' ', 'T');
  return Date.parse(text.length === 10 || /[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
};

/** From the first millisecond of a minute to the last of another, as the page says it. */
const minutes = (text: string | null) => {
  const [low, high] = text!.split(' to ').map((end) => timeOf(`${end}:00`));
  return (time: number) => time >= low && time < high + 60_000;
};

describe('dates', () => {
  it.each([
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const)(
    'colour the map, with a histogram over a calendar: %s, %d x %d',
    async (colorScheme, width, height) => {
      const { page, complaints } = await open('', { colorScheme, viewport: { width, height } });
      await page.getByLabel('Colour by').selectOption('seen');
      const options = page.locator('#colour-by optgroup[label="Dates"] option');
      await expect.poll(() => options.allTextContents()).toEqual(['day', 'seen', 'stamped']);
      const ends = page.locator('.ramp-ends');
      await expect.poll(() => ends.textContent()).toBe('2023-11-28 22:052024-02-27 21:05');
      const axis = page.locator('.date-axis span');
      await expect.poll(() => axis.allTextContents()).toEqual(['2024', 'Feb']);
      const bars = page.locator('.legend .histogram rect[fill^="rgb"]');
      await bars.nth(35).waitFor();
      // The year begins 33 days and 2 hours after the first visit, of 91 days that lie between the ends.
      const [label, legend] = [
        (await axis.first().boundingBox())!,
        (await page.locator('.legend .histogram').boundingBox())!,
      ];
      expect((label.x + label.width / 2 - legend.x) / legend.width).toBeCloseTo(33.08 / 90.96, 2);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('are brushed in the legend, and a link keeps the filter', async () => {
    const { page } = await open('&colour=seen');
    await page.locator('.legend .histogram').waitFor();
    await brush(page, page.locator('.legend .histogram'), 0.25, 0.5);
    const shown = () => page.locator('.range-text').textContent();
    const inAddress = (text: string | null) => text!.replace(' to ', '..').replaceAll(' ', 'T');
    // While the brush moves, the address may follow.
    await expect
      .poll(async () => new URL(page.url()).searchParams.get('show') === inAddress(await shown()))
      .toBe(true);
    const text = await shown();
    expect(text).toMatch(/^2023-12-2\d \d\d:\d\d to 2024-01-1\d \d\d:\d\d$/);
    await page.reload();
    await expect.poll(shown).toBe(text);
    await page.getByRole('button', { name: 'Select what is shown' }).click();
    const expected = count(seen, minutes(text));
    expect(expected).toBeGreaterThan(10);
    await expect.poll(() => selectedRows(page)).toBe(expected);
    await page.close();
  });

  it('are brushed among the columns, which is a search', async () => {
    const { page, complaints } = await open('');
    await page.keyboard.press('c');
    const histogram = page.getByRole('img', { name: 'Distribution of stamped' }).last();
    await brush(page, histogram, 0.3, 0.6);
    await page.locator('.selection-panel').waitFor();
    const range = page.locator('.column', { has: page.getByText('stamped') }).locator('.histogram-range');
    await expect.poll(() => range.textContent()).toContain(' to ');
    const expected = count(stamped, minutes(await range.textContent()));
    expect(expected).toBeGreaterThan(10);
    await expect.poll(() => selectedRows(page)).toBe(expected);
    await expect
      .poll(() => page.getByRole('searchbox').inputValue())
      .toMatch(/^stamped:2023-12-\d\dT\d\d:\d\d\.\.2024-01-\d\dT\d\d:\d\d$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are searched by day, month, range and comparison', async () => {
    const { page } = await open('');
    const search = page.getByRole('searchbox');
    const february = Date.UTC(2024, 1);
    const leapDay = Date.UTC(2024, 1, 29);
    for (const [query, expected] of [
      ['day:2024-02-29', count(day, (time) => time === leapDay)],
      ['day:2024-02-28..2024-02-29', count(day, (time) => time >= leapDay - 86_400_000 && time <= leapDay)],
      ['seen:2024-01', count(seen, (time) => time >= Date.UTC(2024, 0) && time < february)],
      ['stamped:>=2024-02', count(stamped, (time) => time >= february)],
      ['stamped:<2024-02', count(stamped, (time) => time < february)],
      ['seen:=""', lines.filter((cells) => cells[seen] === '').length],
    ] as const) {
      await search.fill(query);
      await expect.poll(() => selectedRows(page)).toBe(expected);
      expect(expected).toBeGreaterThan(0);
    }
    await search.fill('seen:>spring');
    await expect.poll(() => page.locator('.search-problem').textContent()).toContain('is not a date');
    await page.close();
  });

  it('stay as they were written in the panel of a point and in the CSV file', async () => {
    const { page } = await open('&pin=0&select=stamped:2023-11-28');
    const panel = page.getByRole('region', { name: 'Pinned point' });
    await panel.getByText('2023-11-28 22:05:07.123456+05:30').waitFor();
    await page.getByRole('button', { name: 'Unpin (Escape)' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    const csv = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    const names = csv[0].split(',');
    const cells = csv[1].split(',');
    expect(csv).toHaveLength(2);
    for (const [i, name] of ['id', 'day', 'seen', 'stamped', 'american'].entries())
      expect(cells[names.indexOf(name)]).toBe(lines[0][i]);
    await page.close();
  });

  it('tell a selection apart by its mean date', async () => {
    const { page } = await open('&select=day:2024-02-26');
    const mean = (ofMonday: boolean) => {
      const times = lines
        .filter((cells) => (cells[day] === '2024-02-26') === ofMonday)
        .map((cells) => timeOf(cells[day]));
      return new Date(times.reduce((sum, time) => sum + time, 0) / times.length).toISOString().slice(0, 10);
    };
    const cells = page
      .getByRole('region', { name: 'Selection' })
      .locator('tr', { has: page.getByRole('rowheader', { name: 'day', exact: true }) })
      .locator('td');
    await expect
      .poll(async () => (await cells.allTextContents()).slice(1))
      .toEqual(['2024-02-26', mean(false)]);
    await page.close();
  });

  it('name the ends and what lies between in a drawing', async () => {
    const { page } = await open('&colour=day');
    const svg = (await takeAway(page, 'Drawing for a paper')).bytes.toString();
    const labels = [...svg.matchAll(/<text x="18"[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);
    expect(labels).toEqual(['2024-02-26', '2024-02-27', '2024-02-29', '2024-03-01', '2024-03-03']);
    await page.close();
  });
});
