import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { type BrokenSite, startBroken } from './broken-site.js';
import { placeOnScreen, visit } from './site.js';

interface Disc {
  readonly group: string;
  readonly at: readonly [x: number, y: number];
  readonly radius: number;
  readonly points: number;
  /** How much of the middle is left out. */
  readonly hole?: number;
}

/**
 * `scattered` is densest within `wide`, where others are more, and has a looser place of its own; `dust` lies within
 * others alone; `ring` goes around `core`.
 */
const discs: readonly Disc[] = [
  { group: 'wide', at: [0, 0], radius: 10, points: 4000 },
  { group: 'scattered', at: [-3, 2], radius: 3, points: 60 },
  { group: 'scattered', at: [17, 3], radius: 3, points: 30 },
  { group: 'dust', at: [2, -2], radius: 5, points: 25 },
  { group: 'ring', at: [-16, 0], radius: 4, points: 500, hole: 2.5 },
  { group: 'core', at: [-16, 0], radius: 2, points: 200 },
];
const points = discs.flatMap(({ group, at, radius, points, hole = 0 }) =>
  Array.from({ length: points }, (_, i) => {
    const r = Math.sqrt(hole ** 2 + ((radius ** 2 - hole ** 2) * (i + 0.5)) / points);
    return { group, x: at[0] + r * Math.cos(2.399963 * i), y: at[1] + r * Math.sin(2.399963 * i) };
  }),
);
const x = Float32Array.from(points, (point) => point.x);
const y = Float32Array.from(points, (point) => point.y);

let broken: BrokenSite;

beforeAll(async () => {
  broken = await startBroken();
  await broken.writeMap({ x: [...x], y: [...y], label: points.map(({ group }) => group) });
});

/** Where each name stands, in the map's own coordinates. */
async function namesOn(page: Page): Promise<Record<string, { x: number; y: number }>> {
  const texts = await page.locator('.cluster-label').all();
  const [first, last] = [0, points.length - 1];
  const [a, b] = [await placeOnScreen(page, x, y, first), await placeOnScreen(page, x, y, last)];
  const scale = (b.x - a.x) / (x[last] - x[first]);
  const map = (await page.locator('.map-surface').boundingBox())!;
  const found = texts.map(async (text) => {
    const [px, py] = [Number(await text.getAttribute('x')), Number(await text.getAttribute('y'))];
    const place = { x: x[first] + (px + map.x - a.x) / scale, y: y[first] - (py + map.y - a.y) / scale };
    return [await text.textContent(), place] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** How many points of each group are within 1.5 of a place. */
function around(place: { x: number; y: number }): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const point of points)
    if (Math.hypot(point.x - place.x, point.y - place.y) < 1.5)
      counts[point.group] = (counts[point.group] ?? 0) + 1;
  return counts;
}

it('names stand where their group is more than any other, and the name of a group without such a place is left out', async () => {
  const { page, complaints } = await visit(broken.browser, `${broken.site.url}?run=digits`);
  await page.locator('.cluster-label').first().waitFor();
  const names = await namesOn(page);
  expect(Object.keys(names).sort()).toEqual(['core', 'ring', 'scattered', 'wide']);
  for (const [group, place] of Object.entries(names)) {
    const [[most]] = Object.entries(around(place)).sort(([, a], [, b]) => b - a);
    expect([group, most]).toEqual([group, group]);
  }
  const { scattered } = names;
  expect(Math.hypot(scattered.x - 17, scattered.y - 3)).toBeLessThan(1);
  const { wide } = names;
  expect(Math.hypot(wide.x, wide.y)).toBeLessThan(6);
  await expect.poll(() => page.locator('.group').count()).toBe(5);
  expect(complaints).toEqual([]);
  await page.close();
});
