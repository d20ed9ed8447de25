import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clouds, writeMadeUpRun } from './made-up-run.js';
import { type Site, startSite, visit } from './site.js';
import { startBrowser } from './start-browser.js';

const switches = 100;
const rows = 4_000;
/** A page that kept the places and the colours alone of each run would hold more than twice as much. */
const allowedBytes = switches * rows * 4;

let browser: Browser;
let runs: string;
let site: Site;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-memory-'));
  await writeMadeUpRun(runs, 'first', clouds(4, rows / 4));
  await writeMadeUpRun(runs, 'second', clouds(5, rows / 5));
  site = await startSite(runs);
  browser = await startBrowser();
});

afterAll(async () => {
  site?.stop();
  await rm(runs, { recursive: true, force: true });
});

it(`holds no more after ${switches} changes of the run than after twenty`, async () => {
  const { page, complaints } = await visit(browser, `${site.url}?run=first`, {
    viewport: { width: 320, height: 240 },
  });
  await page.locator('.group').first().waitFor();
  const client = await page.context().newCDPSession(page);
  await switchRuns(page, 20);
  const early = await held(client);
  await switchRuns(page, switches - 20);
  const late = await held(client);
  expect(late.bytes - early.bytes).toBeLessThan(allowedBytes);
  expect(late.nodes - early.nodes).toBeLessThan(50);
  expect(late.listeners - early.listeners).toBeLessThan(20);
  expect(page.workers().length).toBeLessThanOrEqual(1);
  // These runs have no data set, model or snapshots, and the browser tells that.
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  await page.close();
}, 300_000);

/** Goes from one run to the other and back, through the menu, and pins a point of each: that loads its codes. */
async function switchRuns(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const until = async (holds: () => unknown) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 4));
    };
    const surface = document.querySelector<HTMLElement>('.map-surface')!;
    for (let i = 0; i < count; i++) {
      performance.clearMarks();
      document.querySelector<HTMLElement>('.run-button')!.click();
      document.querySelector<HTMLElement>('.run-item:not([aria-current])')!.click();
      await until(() => performance.getEntriesByName('all-points-drawn').length > 0);
      surface.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      await until(() => document.querySelector('.point-panel .neighbour'));
    }
  }, times);
}

/** What the page holds once its garbage is gone: bytes in the heap and in buffers, nodes, listeners. */
async function held(client: CDPSession): Promise<{ bytes: number; nodes: number; listeners: number }> {
  await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.collectGarbage');
  const heap = (await client.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  const { nodes, jsEventListeners } = await client.send('Memory.getDOMCounters');
  return { bytes: heap.usedSize + (heap.backingStorageSize ?? 0), nodes, listeners: jsEventListeners };
}
