import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatNpy } from '@latentscape/pipeline/data/npy';
import { columnFromArray, dictionary, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeAll, expect, it } from 'vitest';
import { type BrokenSite, type Points, spiral, startBroken } from './broken-site.js';
import { takeAway } from './gestures.js';
import { countNear } from './pictures.js';
import { pointsAreDrawn, type Site, visit } from './site.js';

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"onload="alert(1)',
  "javascript:alert('x')",
  '</title></style></svg>',
  '=HYPERLINK("http://evil.example")',
  '__proto__',
  'constructor',
  '\u202eright to left\u202c עברית',
  '👩‍👩‍👧‍👦 emoji',
  'nul\u0000l',
  ' ',
  'long '.repeat(2_000),
];

let browser: Browser;
let runs: string;
let site: Site;
let writeMap: BrokenSite['writeMap'];
let damage: BrokenSite['damage'];

beforeAll(async () => {
  ({ browser, runs, site, writeMap, damage } = await startBroken());
});

it('shows hostile labels as the text they are, in legend, panel, search and downloads', async () => {
  const n = hostile.length * 8;
  const label = Array.from({ length: n }, (_, row) => hostile[row % hostile.length]);
  await writeMap({ ...spiral(n), label, note: label });
  const { page, complaints } = await visit(browser, site.url);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.locator('.group').first().waitFor();
  const shown = await page.locator('.group .clip').allTextContents();
  expect(new Set(shown)).toEqual(new Set(hostile));
  for (const group of await page.locator('.group').all()) await group.hover();
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
  await page.getByRole('searchbox').fill('label:"<script>"');
  await expect.poll(() => page.locator('.selection-panel h2').textContent()).toBe('8 selected');
  await expect.poll(() => page.locator('.make-up-item .clip').first().textContent()).toBe(hostile[0]);
  await page.getByRole('searchbox').fill('label:hyperlink');
  await expect.poll(() => page.locator('.make-up-item .clip').first().textContent()).toBe(hostile[5]);
  const download = page.waitForEvent('download');
  await page.locator('.selection-panel').getByRole('button', { name: 'CSV' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain(
    `"'=HYPERLINK(""http://evil.example"")"`,
  );
  const svg = (await takeAway(page, 'Drawing for a paper')).bytes.toString();
  const parsed = await page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    return {
      name: root.nodeName,
      texts: [...root.querySelectorAll('text')].map((node) => node.textContent!),
    };
  }, svg);
  expect(parsed.name).toBe('svg');
  expect(parsed.texts).toContain(`${hostile[1]} (8)`);
  expect(Math.max(...parsed.texts.map((text) => text.length))).toBeLessThan(45);
  expect(dialogs).toEqual([]);
  expect(complaints).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.close();
});

/** Labels that are hostile text, each in eight rows. */
function hostilePoints(): Points {
  const n = hostile.length * 8;
  return { ...spiral(n), label: Array.from({ length: n }, (_, row) => hostile[row % hostile.length]) };
}

it('shows them as text on two maps that are compared, and in the file that holds both', async () => {
  await writeMap(hostilePoints());
  const twin = path.join(runs, 'twin');
  await cp(path.join(runs, 'digits'), twin, { recursive: true });
  const manifest = await readFile(path.join(twin, 'run.json'), 'utf8');
  await writeFile(path.join(twin, 'run.json'), JSON.stringify({ ...JSON.parse(manifest), name: 'twin' }));
  const { page, complaints } = await visit(browser, `${site.url}?run=digits&with=twin&colour=label`);
  await page.locator('.map-pane + .map-pane .cluster-label').first().waitFor({ state: 'attached' });
  const onMaps = await page
    .locator('.map-view')
    .evaluateAll((maps) =>
      maps.map((map) => [...map.querySelectorAll('.cluster-label')].map((label) => label.textContent!)),
    );
  expect(onMaps.length).toBe(2);
  for (const names of onMaps) expect(names.length).toBeGreaterThan(0);
  for (const group of await page.locator('.group').all()) await group.hover();
  await page.locator('.map-surface').last().focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
  const file = path.join(runs, 'both.html');
  await writeFile(file, (await takeAway(page, 'One file that opens offline')).bytes);
  await expect
    .poll(() => page.locator('.map-view img, .map-view script, .legend img, .legend script').count())
    .toBe(0);
  const opened = await visit(browser, pathToFileURL(file).href, { offline: true });
  await opened.page.locator('.map-pane + .map-pane .cluster-label').first().waitFor({ state: 'attached' });
  expect(new Set(await opened.page.locator('.group .clip').allTextContents())).toEqual(new Set(hostile));
  expect([...complaints, ...opened.complaints]).toEqual([]);
  await opened.page.close();
  await page.close();
  await rm(twin, { recursive: true });
});

it('shows them as text on the map of a run under way', async () => {
  // A run that was stopped while it laid out its map: the page follows it as it follows one that goes on.
  const live = path.join(runs, 'live');
  await cp(path.join(runs, 'digits'), live, { recursive: true });
  await rm(path.join(live, 'embedding.arrow'));
  const { stages, ...manifest } = JSON.parse(await readFile(path.join(live, 'run.json'), 'utf8'));
  const { ingest, train, encode } = stages;
  await writeFile(
    path.join(live, 'run.json'),
    JSON.stringify({ ...manifest, name: 'live', stages: { ingest, train, encode } }),
  );
  const events = (await readFile(path.join(live, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
  const lastSnapshot = events.findLastIndex((line) => line.includes('"path":"snapshots/'));
  // What only a living run has is gone.
  const kept = events.slice(0, lastSnapshot + 1).filter((line) => !line.includes('"path":"live/'));
  await writeFile(path.join(live, 'events.jsonl'), `${kept.join('\n')}\n`);
  const rows = 100;
  const table = tableFromColumns({
    id: columnFromArray(
      Array.from({ length: rows }, (_, row) => hostile[row % hostile.length]),
      utf8(),
    ),
    label: columnFromArray(
      Array.from({ length: rows }, (_, row) => hostile[row % hostile.length]),
      dictionary(utf8()),
    ),
  });
  await writeFile(path.join(live, 'dataset/rows.arrow'), tableToIPC(table, { format: 'file' })!);
  const { page, complaints } = await visit(browser, `${site.url}?run=live`);
  await page.locator('.live-map .cluster-label').first().waitFor({ state: 'attached' });
  const shown = await page.locator('.live-map .cluster-label').allTextContents();
  const cut = (name: string) => [...name.replace(/\s+/g, ' ').trim()].slice(0, 27).join('');
  expect(shown.every((name) => hostile.some((text) => cut(name) === cut(text)))).toBe(true);
  await expect.poll(() => page.locator('.live img, .live script').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
  await rm(live, { recursive: true });
});

it('gathers 5,000 labels into twenty and the others', async () => {
  await writeMap({ ...spiral(5_000), label: Array.from({ length: 5_000 }, (_, row) => `class ${row}`) });
  const { page, complaints } = await visit(browser, site.url);
  await page.locator('.group').first().waitFor();
  await expect.poll(() => page.locator('.group').count()).toBe(21);
  await expect.poll(() => page.locator('.group').last().textContent()).toContain('4980 others');
  const colours = async () => {
    const swatches = page.locator('.group .swatch');
    const all = await swatches.evaluateAll((each) =>
      each.map((swatch) => getComputedStyle(swatch).backgroundColor),
    );
    return new Set(all).size;
  };
  await expect.poll(colours).toBe(21);
  await page.getByRole('searchbox').fill('label:="class 4711"');
  await page.getByRole('heading', { name: '1 selected' }).waitFor();
  // The run has pictures of its first page of rows only, and row 4,711 would be on the second.
  await page.getByText('“digits” has fewer pictures than rows').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it.each([
  ['one point', { x: [3], y: [4] }],
  ['all points in one place', { x: new Array(100).fill(1), y: new Array(100).fill(2) }],
  ['no label', spiral(50)],
] as const)('draws %s', async (_, points) => {
  await writeMap(points);
  await damage('codes.npy', formatNpy(new Float32Array(32 * points.x.length), [points.x.length, 32]));
  const { page, complaints } = await visit(browser, site.url);
  await page.locator('.legend').waitFor();
  await pointsAreDrawn(page);
  await page.waitForTimeout(200);
  const picture = PNG.sync.read(await page.locator('.map-view').screenshot());
  await page.locator('.map-surface').focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
  await expect.poll(() => page.locator('.pinned-mark').count()).toBe(1);
  const colour = await page
    .locator('.point-panel .swatch')
    .first()
    .evaluate((swatch) => getComputedStyle(swatch).backgroundColor);
  expect(countNear(picture, colour)).toBeGreaterThan(15);
  await expect
    .poll(() => page.getByRole('heading', { name: 'Nearest in code space' }).isVisible())
    .toBe(points.x.length > 1);
  await expect.poll(() => page.locator('.map-marks').first().innerHTML()).not.toMatch(/NaN|Infinity/);
  expect(complaints).toEqual([]);
  await page.close();
});
