import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { sharedFolder } from '../support/temporary-folder.js';
import { type ComparedMap, makeComparedRuns } from './compared-runs.js';
import { type Site, startSite, type Visit, visit } from './site.js';
import { startBrowser } from './start-browser.js';

/** A browser before a server with two runs of the same rows, `digits` and `narrow`, and others that do not fit them. */
export interface ComparedSite {
  readonly browser: Browser;
  readonly site: Site;
  readonly first: ComparedMap;
  readonly second: ComparedMap;
}

/** Makes the runs and starts both, for all tests of a file: they end after the last of them. */
export async function startCompared(rows: number): Promise<ComparedSite> {
  const runs = await sharedFolder();
  const [first, second] = await makeComparedRuns(runs, rows);
  const site = await startSite(runs);
  const browser = await startBrowser();
  afterAll(() => site.stop());
  return { browser, site, first, second };
}

/** Opens the page on both runs and waits until they are compared. */
export async function openCompared(
  { browser, site }: ComparedSite,
  search = '?run=digits&with=narrow',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const opened = await visit(browser, site.url + search, options);
  await opened.page.getByRole('region', { name: 'Comparison' }).waitFor();
  return opened;
}

/** What hears the pointer and the keys on a run's map. */
export const surface = (page: Page, run: string) => page.getByRole('application', { name: `Map of ${run}:` });

/** What a screen reader was told last. */
export const announced = (page: Page) => page.locator('#announcer').textContent();
