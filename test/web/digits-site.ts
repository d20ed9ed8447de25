import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite, type Visit, visit } from './site.js';
import { startBrowser } from './start-browser.js';

/** A browser before a server with one real run, `digits`, and the columns of its embedding, one value a row. */
export interface DigitsSite {
  readonly browser: Browser;
  readonly site: Site;
  /** The folder of runs. */
  readonly runs: string;
  readonly table: {
    readonly x: Float32Array;
    readonly y: Float32Array;
    readonly label: readonly string[];
    readonly id: readonly string[];
    readonly reconstruction_error: Float32Array;
  };
}

/** Makes the run and starts both, for all tests of a file: they end after the last of them. */
export async function startDigits(rows: number): Promise<DigitsSite> {
  const runs = await sharedFolder();
  const folder = await makeDigitsRun(runs, rows);
  const columns: unknown = tableFromIPC(await readFile(path.join(folder, 'embedding.arrow'))).toColumns();
  const site = await startSite(runs);
  const browser = await startBrowser();
  afterAll(() => site.stop());
  return { browser, site, runs, table: columns as DigitsSite['table'] };
}

/** Opens the page on the run and waits until its map and legend are there. */
export async function openMap(
  { browser, site }: DigitsSite,
  search = '',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const opened = await visit(browser, site.url + search, options);
  await opened.page.locator('.group, .histogram').first().waitFor();
  return opened;
}

/** How many rows are selected, as the panel says it. */
export const selectionHeading = (page: Page) => page.locator('.selection-panel h2').textContent();

/** The rows of a run of so many that are accepted. */
export const rowsWhere = (rows: number, accepts: (row: number) => boolean) =>
  Array.from({ length: rows }, (_, row) => row).filter(accepts);
