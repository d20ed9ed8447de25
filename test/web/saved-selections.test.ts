import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { type DigitsSite, openMap, rowsWhere, selectionHeading, startDigits } from './digits-site.js';
import { takeAway } from './gestures.js';
import { violations, visit } from './site.js';

const rows = 600;

let digits: DigitsSite;

beforeAll(async () => {
  digits = await startDigits(rows);
});

it('a selection is named, saved in the run, and is a column from then on: colour, search, CSV, export', async () => {
  const name = 'fours "&" <b>nines</b>';
  const threes = rowsWhere(rows, (row) => digits.table.label[row] === '3');
  const { page, complaints } = await openMap(digits, '?select=label:3');
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
  await expect
    .poll(() => page.locator('.group').allTextContents())
    .toEqual([`false${rows - threes.length}`, `true${threes.length}`]);
  await page.getByRole('searchbox').fill('"fours ""&"" <b>nines</b>":true label:3');
  await expect.poll(() => selectionHeading(page)).toBe(`${threes.length} selected`);

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'CSV' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
  expect(lines[0]).toMatch(/,"fours ""&"" <b>nines<\/b>"$/);
  expect(lines.slice(1).every((line) => line.endsWith(',true'))).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();

  const exported = await latentscape([
    ...['export', 'digits', '--runs', digits.runs, '--selection', name],
    ...['--columns', 'id', '-o', '-'],
  ]);
  expect(exported.stdout.trimEnd().split('\n').slice(1)).toEqual(threes.map((row) => digits.table.id[row]));
});

it('a saved selection is brought back on another day, survives in a link, and is deleted', async () => {
  await openMap(digits, '?select=label:5').then(async ({ page }) => {
    await page.getByLabel('Name of the selection').fill('fives');
    await page.getByLabel('Name of the selection').press('Enter');
    await page.getByText('Saved as “fives”').waitFor();
    await page.close();
  });
  const fives = rowsWhere(rows, (row) => digits.table.label[row] === '5').length;
  const { page, complaints } = await openMap(digits);
  await page.getByRole('button', { name: 'Saved selections' }).click();
  expect(await violations(page)).toEqual([]);
  await page.locator('.saved-name', { hasText: 'fives' }).click();
  await expect.poll(() => selectionHeading(page)).toBe(`${fives} selected`);
  await page.getByRole('button', { name: 'Saved selections' }).click();
  await page.getByRole('button', { name: 'Show fives in colour' }).click();
  await expect.poll(() => page.url()).toMatch(/colour=fives.*select=/);
  await page.reload();
  await expect.poll(() => selectionHeading(page)).toBe(`${fives} selected`);
  await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('fives');

  await page.getByRole('button', { name: 'Saved selections' }).click();
  await page.getByRole('button', { name: 'Delete fives' }).click();
  await page.getByText('“fives” was deleted.').waitFor();
  await expect.poll(() => page.getByLabel('Colour by').inputValue()).toBe('label');
  await page.getByRole('searchbox').fill('fives:true');
  await page.getByText('There is no column “fives”').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it('says why a selection cannot be saved, and which saved ones do not fit the run', async () => {
  const { page } = await openMap(digits, '?select=label:7');
  const field = page.getByLabel('Name of the selection');
  await page.route('**/selections', (route) => route.abort());
  await field.fill('sevens');
  await field.press('Enter');
  await page.getByText('The server does not answer; nothing was changed.').waitFor();
  await page.unroute('**/selections');
  await field.press('Enter');
  await page.getByText('Saved as “sevens”').waitFor();
  await page.close();

  const list = await fetch(`${digits.site.url}api/runs/digits/selections`).then((answer) => answer.json());
  const { id } = list.usable.find(({ name }: { name: string }) => name === 'sevens');
  const file = path.join(digits.runs, 'digits/selections', `${id}.json`);
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"features":"\w+"/, '"features":"others"'));
  const again = await openMap(digits);
  await again.page.getByRole('button', { name: 'Saved selections' }).click();
  await again.page.getByText('sevens cannot be used: saved for other rows than the run has now.').waitFor();
  await again.page.getByRole('button', { name: 'Delete sevens' }).click();
  await again.page.getByText('“sevens” was deleted.').waitFor();
  await again.page.close();
});

it('one HTML file brings colour, filter, view, selection and saved selections along', async () => {
  const { page } = await openMap(digits, '?select=label:1');
  await page.getByLabel('Name of the selection').fill('ones');
  await page.getByLabel('Name of the selection').press('Enter');
  await page.getByText('Saved as “ones”').waitFor();
  await page.getByLabel('Colour by').selectOption('ones');
  await page.locator('.group', { hasText: 'true' }).click();
  await page.getByRole('button', { name: 'Zoom in' }).click({ clickCount: 2, delay: 100 });
  const file = path.join(digits.runs, 'digits.html');
  await writeFile(file, (await takeAway(page, 'One file that opens offline')).bytes);
  const selected = await selectionHeading(page);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV with saved selections' }).click();
  const lines = (await readFile(await (await table).path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(rows + 1);
  const column = lines[0].split(',').indexOf('ones');
  expect(`${lines.filter((line) => line.split(',')[column] === 'true').length} selected`).toBe(selected);
  await page.close();

  const opened = await visit(digits.browser, pathToFileURL(file).href, { offline: true });
  await expect.poll(() => selectionHeading(opened.page)).toBe(selected);
  await expect.poll(() => opened.page.getByLabel('Colour by').inputValue()).toBe('ones');
  await expect
    .poll(() => opened.page.locator('.group[aria-pressed="true"]').allTextContents())
    .toEqual([expect.stringContaining('true')]);
  await opened.page.locator('.minimap').waitFor();
  await expect.poll(() => opened.page.getByLabel('Name of the selection').count()).toBe(0);
  expect(opened.complaints).toEqual([]);
  await opened.page.close();
});
