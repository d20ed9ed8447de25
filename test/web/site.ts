import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp } from '@latentscape/server/app';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const { resolve } = createRequire(import.meta.url);
const webPackage = resolve('@latentscape/web/package.json');

/** A server with the built page, as `npm start` runs it. */
export interface Site {
  readonly url: string;
  stop(): void;
}

/** @param port Any that is free by default. */
export async function startSite(runs: string, port = 0): Promise<Site> {
  const app = createApp({ runs, web: path.join(path.dirname(webPackage), 'dist') });
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A page, and everything it complained about: uncaught errors, console errors, and refusals by the security policy. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function visit(
  browser: Browser,
  url: string,
  { firstVisit = false, ...options }: BrowserContextOptions & { firstVisit?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 760 },
    reducedMotion: 'reduce',
    ...options,
  });
  if (!firstVisit) await context.addInitScript(() => localStorage.setItem('latentscape-toured', 'yes'));
  const page = await context.newPage();
  page.on('close', () => void context.close().catch(() => undefined));
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** Waits until every point of the map has been drawn once. */
export async function pointsAreDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('all-points-drawn').length > 0);
}

/** Where a point of the run lies on the screen, from the view that the page keeps in its address. */
export async function placeOnScreen(
  page: Page,
  x: Float32Array,
  y: Float32Array,
  row: number,
): Promise<{ x: number; y: number }> {
  await page.waitForFunction(() => location.search.includes('view='));
  const view = new URL(page.url()).searchParams.get('view')!.split(',').map(Number);
  const box = (await page.locator('.map-surface').boundingBox())!;
  const margin = 32;
  const extent = (values: Float32Array) =>
    values.reduce((most, value) => Math.max(most, value), -Infinity) -
    values.reduce((least, value) => Math.min(least, value), Infinity);
  const scale =
    Math.min((box.width - 2 * margin) / extent(x), (box.height - 2 * margin) / extent(y)) * view[2];
  return {
    x: box.x + box.width / 2 + (x[row] - view[0]) * scale,
    y: box.y + box.height / 2 - (y[row] - view[1]) * scale,
  };
}

/** What axe-core finds wrong with the page as it is now: each rule, and the elements that break it. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(await readFile(resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
    const { violations: found } = await axe.run({ resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
