import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeAll, expect, it } from 'vitest';
import { type ComparedSite, startCompared, surface } from './compared-site.js';
import { violations, visit } from './site.js';

let compared: ComparedSite;

beforeAll(async () => {
  compared = await startCompared(500);
}, 120_000);

/** All that lies over a map. */
const covers = '.control-group, .search, .legend, .side > *, .comparison, .map-name';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box around the points of a map as they are drawn, in pixels of the screen. */
async function pointsOn(page: Page, pane: Locator): Promise<Box> {
  const area = (await pane.boundingBox())!;
  // The points alone, on a ground that none of them has; what is only transparent still takes its room.
  await page.evaluate((covers) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `body { background: #000 } .map-pane + .map-pane { border-color: #000 } .map-view > :not(.map-points), ${covers} { opacity: 0 }`,
    );
    document.adoptedStyleSheets = [sheet];
  }, covers);
  const { data, width, height } = PNG.sync.read(await page.screenshot({ clip: area }));
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  const drawn = Array.from({ length: width * height }, (_, i) => i).filter(
    (i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2] > 60,
  );
  const [across, down] = [drawn.map((i) => i % width), drawn.map((i) => Math.floor(i / width))];
  const [x, y] = [Math.min(...across), Math.min(...down)];
  return {
    x: area.x + x,
    y: area.y + y,
    width: Math.max(...across) - x,
    height: Math.max(...down) - y,
  };
}

const meet = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** What covers a part of the box, by class. */
async function coversOf(page: Page, box: Box): Promise<string[]> {
  const all = await page.locator(covers).filter({ visible: true }).all();
  const boxes = await Promise.all(
    all.map(async (cover) => ({
      name: await cover.getAttribute('class'),
      box: (await cover.boundingBox())!,
    })),
  );
  return boxes.filter((cover) => meet(cover.box, box)).map(({ name }) => name!);
}

const pinBy = async (page: Page, run: string) => {
  await surface(page, run).focus();
  await page.keyboard.press('Enter');
  await page.locator('.point-panel').waitFor();
};

it.each([
  ['no panel', '', 'light', async () => undefined],
  ['a point that a link pins', '&pin=7', 'light', async () => undefined],
  ['a selection that a link brings', '&select=label:6', 'dark', async () => undefined],
  ['a point that is pinned now', '', 'dark', (page: Page) => pinBy(page, 'narrow')],
  ['a long list of columns', '', 'light', (page: Page) => page.keyboard.press('c')],
] as const)('both maps are wholly in sight on a phone: %s', async (_, search, colorScheme, open) => {
  const { browser, site } = compared;
  const address = `${site.url}?run=digits&with=narrow&colour=label${search}`;
  const options = { colorScheme, viewport: { width: 390, height: 844 } };
  const { page, complaints } = await visit(browser, address, options);
  await surface(page, 'narrow').waitFor();
  await open(page);
  const panes = await page.locator('.maps .map-pane').all();
  expect(panes).toHaveLength(2);
  await expect
    .poll(async () => {
      const found: string[] = [];
      for (const pane of panes) {
        const points = await pointsOn(page, pane);
        const area = (await pane.boundingBox())!;
        if (points.y <= area.y + 2 || points.y + points.height >= area.y + area.height - 2)
          found.push('edge');
        found.push(...(await coversOf(page, points)));
        // In sight is more than there.
        if (Math.max(points.width, points.height) < 120) found.push(`${points.width} x ${points.height}`);
      }
      return found;
    })
    .toEqual([]);
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
