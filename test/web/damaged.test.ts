import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { type BrokenSite, spiral, startBroken } from './broken-site.js';
import { type Site, startSite, visit } from './site.js';

let browser: Browser;
let runs: string;
let site: Site;
let writeMap: BrokenSite['writeMap'];
let damage: BrokenSite['damage'];

beforeAll(async () => {
  ({ browser, runs, site, writeMap, damage } = await startBroken());
});

const inPanel = (page: Page, text: string) => page.locator('.point-panel').getByText(text).first().waitFor();
const inBanner = (page: Page, text: string) => page.locator('.banner', { hasText: text }).waitFor();
const onPage = async (page: Page, name: string, text: string) => {
  await page.getByRole('button', { name }).click();
  await page.locator('.page').getByText(text).first().waitFor();
};
const damages: readonly (readonly [file: string, isTold: (page: Page) => Promise<unknown>])[] = [
  [
    'codes.npy',
    async (page) => {
      await inPanel(page, 'codes.npy of “digits” is damaged');
      await expect
        .poll(() => page.getByRole('heading', { name: 'Nearest in code space' }).isVisible())
        .toBe(false);
      await onPage(page, 'Autoencoder', 'codes.npy of “digits” is damaged');
    },
  ],
  [
    'model/autoencoder.json',
    (page) => onPage(page, 'Autoencoder', 'model/autoencoder.json of “digits” is damaged'),
  ],
  [
    'model/decoder/model.json',
    async (page) => {
      await inPanel(
        page,
        'No reconstruction: model/decoder/model.json of “digits” is damaged. Run the pipeline',
      );
      await onPage(page, 'Autoencoder', 'model/decoder/model.json of “digits” is damaged. Run the pipeline');
    },
  ],
  [
    'model/decoder/weights.bin',
    (page) =>
      inPanel(page, 'model/decoder/weights.bin of “digits” is damaged: it holds 23 bytes instead of '),
  ],
  [
    'dataset/features.npy',
    (page) => inPanel(page, 'No reconstruction: dataset/features.npy of “digits” is damaged'),
  ],
  ['report.json', (page) => onPage(page, 'Quality', 'report.json of “digits” is damaged')],
  // Pictures that cannot be had are drawn as such; what cannot be played is not offered.
  [
    'dataset/thumbnails/000.png',
    async (page) => {
      await page.locator('.neighbour .is-missing').nth(9).waitFor();
      await inBanner(page, 'dataset/thumbnails/000.png of “digits” is damaged. Run the pipeline');
    },
  ],
  [
    'snapshots/index.json',
    async (page) => {
      await inBanner(page, 'snapshots/index.json of “digits” is damaged. Run the pipeline');
      await expect
        .poll(() => page.getByRole('button', { name: 'How the map was made' }).isVisible())
        .toBe(false);
    },
  ],
];

it.each(damages)('stays up where %s is damaged, and says so', async (file, isTold) => {
  await writeMap({ ...spiral(100), label: Array.from({ length: 100 }, (_, row) => String(row % 3)) });
  await damage(file, 'this is not what it was');
  const { page, complaints } = await visit(browser, site.url);
  await page.locator('.group').first().waitFor();
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
  await isTold(page);
  await page.getByRole('button', { name: 'Map', exact: true }).click();
  await expect.poll(() => page.locator('.group').count()).toBe(3);
  expect(complaints).toEqual([]);
  await page.close();
});

/** Files of which the last part is gone, as after a disk was full or a copy was cut off. */
const cutOff: readonly (readonly [file: string, isTold: (page: Page) => Promise<unknown>])[] = [
  ['codes.npy', (page) => inPanel(page, 'codes.npy of “digits” is damaged: this .npy file ends too early.')],
  [
    'model/decoder/weights.bin',
    (page) =>
      page
        .locator('.point-panel')
        .getByText(/weights.bin of “digits” is damaged: it holds [\d,]+ bytes instead of [\d,]+\. Run the/)
        .waitFor(),
  ],
  [
    'model/decoder/model.json',
    (page) => inPanel(page, 'model/decoder/model.json of “digits” is damaged. Run the pipeline'),
  ],
  [
    'dataset/features.npy',
    (page) => inPanel(page, 'dataset/features.npy of “digits” is damaged: this .npy file ends too early.'),
  ],
  [
    'dataset/thumbnails/000.png',
    (page) => inBanner(page, 'dataset/thumbnails/000.png of “digits” is damaged. Run the pipeline'),
  ],
  [
    'snapshots/00007.npy',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'How the map was made' }).click();
      await page
        .locator('.player-text')
        .getByText('snapshots/00007.npy of “digits” is damaged: this .npy file ends too early.')
        .waitFor();
    },
  ],
  // What the page does not read cannot disturb it.
  ['quality.arrow', (page) => page.locator('.point-panel .neighbour').nth(9).waitFor()],
];

it.each(cutOff)('says in its own words that %s was cut off', async (file, isTold) => {
  await writeMap({ ...spiral(100), label: Array.from({ length: 100 }, (_, row) => String(row % 3)) });
  const whole = await readFile(path.join(runs, 'digits', file));
  await damage(file, whole.subarray(0, Math.floor(0.6 * whole.length)));
  const { page, complaints } = await visit(browser, `${site.url}?pin=90`);
  await page.locator('.point-panel').waitFor();
  await isTold(page);
  await expect.poll(() => page.locator('.group').count()).toBe(3);
  expect(complaints).toEqual([]);
  await page.close();
});

it('plays how the map was made once a snapshot that was cut off is whole again', async () => {
  await writeMap(spiral(100));
  const file = path.join(runs, 'digits', 'snapshots/00007.npy');
  const whole = await readFile(file);
  await damage('snapshots/00007.npy', whole.subarray(0, 100));
  const { page, complaints } = await visit(browser, site.url);
  await page.getByRole('button', { name: 'How the map was made' }).click();
  await page.locator('.player-text').getByText('is damaged').waitFor();
  await writeFile(file, whole);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('.player-text').getByText('Iteration 210').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it('tells layers and weights that do not belong together', async () => {
  await writeMap(spiral(100));
  const file = 'model/decoder/model.json';
  const text = await readFile(path.join(runs, 'digits', file), 'utf8');
  for (const [changed, reason] of [
    [text.replaceAll('"Dense"', '"Densest"'), 'its layers and their weights do not belong together'],
    ['{"modelTopology": {}}', 'it does not describe a network'],
  ]) {
    await damage(file, changed);
    const { page, complaints } = await visit(browser, `${site.url}?pin=90`);
    await inPanel(page, `No reconstruction: ${file} of “digits” is damaged: ${reason}. Run the pipeline`);
    expect(complaints).toEqual([]);
    await page.close();
  }
});

it('tells weights of the right length that are not those of the run', async () => {
  await writeMap(spiral(100));
  const file = 'model/decoder/weights.bin';
  const weights = await readFile(path.join(runs, 'digits', file));
  weights[weights.length >> 1] ^= 1;
  await damage(file, weights);
  const { page, complaints } = await visit(browser, `${site.url}?pin=90`);
  await inPanel(
    page,
    `${file} of “digits” is damaged: its checksum is not the one in run.json. Run the pipeline`,
  );
  expect(complaints).toEqual([]);
  await page.close();
});

it('names the file that keeps a map from being shown, and shows the others', async () => {
  await damage('dataset/dataset.json', '{"image": ');
  const { page, complaints } = await visit(browser, `${site.url}?run=digits`);
  await page.getByText('dataset/dataset.json of “digits” is damaged').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Choose a run' }).isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await page.close();
});

it('refuses the codes of other rows than the map has', async () => {
  await writeMap(spiral(60));
  const { page, complaints } = await visit(browser, site.url);
  await page.locator('.legend').waitFor();
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await inPanel(page, 'codes.npy of “digits” is damaged: it holds 100 rows, the map 60.');
  await expect.poll(() => page.locator('.map-marks').first().innerHTML()).not.toMatch(/NaN|Infinity/);
  expect(complaints).toEqual([]);
  await page.close();
});

it('draws the points that have a place where others have none', async () => {
  const { x, y } = spiral(60);
  await writeMap({ x: [...x, Number.NaN, Number.POSITIVE_INFINITY], y: [...y, 1, 1] });
  const { page, complaints } = await visit(browser, site.url);
  await page.locator('.legend').waitFor();
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
  await expect.poll(() => page.locator('.map-marks').first().innerHTML()).not.toMatch(/NaN|Infinity/);
  expect(complaints).toEqual([]);
  await page.close();
});

it('says so where pictures, codes and model are missing, and goes on', async () => {
  await writeMap({ ...spiral(100), label: Array.from({ length: 100 }, (_, row) => String(row % 3)) });
  for (const part of ['codes.npy', 'model', 'dataset/thumbnails', 'dataset/features.npy', 'snapshots'])
    await rm(path.join(runs, 'digits', part), { recursive: true });
  const { page } = await visit(browser, site.url);
  await page.locator('.group').first().waitFor();
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').getByText('No reconstruction:').waitFor();
  await page.locator('.point-panel').getByText('This run has no codes.').waitFor();
  await page.getByRole('button', { name: 'Autoencoder' }).click();
  await page.locator('.page').getByText('This run has no codes.').waitFor();
  await page.close();
});

it('reconnects by itself when the server was gone, and keeps the map meanwhile', async () => {
  const own = await startSite(runs);
  const { page } = await visit(browser, own.url);
  await page.locator('.legend').waitFor();
  own.stop();
  await page.getByText('The server does not answer. This page reconnects by itself.').waitFor();
  await expect.poll(() => page.locator('.legend').isVisible()).toBe(true);
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await inPanel(page, 'No reconstruction: The server does not answer.');
  await page.keyboard.press('Escape');
  const again = await startSite(runs, Number(new URL(own.url).port));
  await expect.poll(() => page.locator('.banner').isVisible(), { timeout: 20_000 }).toBe(false);
  await page.keyboard.press('Enter');
  await inPanel(page, 'This run has no codes.');
  again.stop();
  await page.close();
});

it('loads the map as soon as a server that was gone meanwhile can send it, and a run that was not there yet', async () => {
  const { page } = await visit(browser, `${site.url}?run=digits`);
  await page.route('**/embedding.arrow', (route) => route.abort());
  await page.reload();
  await page.getByText('The server does not answer. This page reconnects by itself.').waitFor();
  await page.unroute('**/embedding.arrow');
  await page.locator('.group').first().waitFor();
  await page.goto(`${site.url}?run=late`);
  await page.getByText('There is no run named “late”.').waitFor();
  await cp(path.join(runs, 'digits'), path.join(runs, 'late'), { recursive: true });
  await page.locator('.group').first().waitFor();
  await page.close();
});

it('says that a run was deleted meanwhile and keeps showing it, until the run is back', async () => {
  const { page } = await visit(browser, site.url);
  await page.locator('.group').first().waitFor();
  const [folder, elsewhere] = [path.join(runs, 'digits'), path.join(runs, '.digits')];
  await rename(folder, elsewhere);
  const notice = page.getByText('The run “digits” was deleted; this page still shows it.');
  await notice.waitFor();
  await expect.poll(() => page.locator('.group').first().isVisible()).toBe(true);
  await rename(elsewhere, folder);
  await notice.waitFor({ state: 'hidden' });
  await page.close();
});
