import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { columnFromArray, dictionary, float32, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import type { Browser } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';
import { sharedFolder } from '../support/temporary-folder.js';
import { type Site, startSite } from './site.js';
import { startBrowser } from './start-browser.js';

export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly label?: readonly string[];
  readonly note?: readonly string[];
}

/** A browser before a server with one real run of 100 rows, `digits`, whose files a test puts others in place of. */
export interface BrokenSite {
  readonly browser: Browser;
  readonly site: Site;
  /** The folder of runs. */
  readonly runs: string;
  /** Puts other points into the run's map. */
  writeMap(points: Points): Promise<void>;
  /** Puts other bytes into one of the run's files until the test ends. */
  damage(file: string, bytes: string | Uint8Array): Promise<void>;
}

/** Makes the run and starts both, for all tests of a file: they end after the last of them. */
export async function startBroken(): Promise<BrokenSite> {
  const runs = await sharedFolder();
  const folder = await makeDigitsRun(runs, 100);
  const site = await startSite(runs);
  const browser = await startBrowser();
  afterAll(() => site.stop());
  return {
    browser,
    site,
    runs,
    writeMap: (points) => writeFile(path.join(folder, 'embedding.arrow'), mapOf(points)),
    async damage(file, bytes) {
      const damaged = path.join(folder, file);
      const whole = await readFile(damaged);
      onTestFinished(() => writeFile(damaged, whole));
      await writeFile(damaged, bytes);
    },
  };
}

function mapOf({ x, y, label, note }: Points): Uint8Array {
  const table = tableFromColumns({
    id: columnFromArray(
      x.map((_, row) => `row ${row}`),
      utf8(),
    ),
    x: columnFromArray([...x], float32()),
    y: columnFromArray([...y], float32()),
    ...(label && { label: columnFromArray([...label], dictionary(utf8())) }),
    ...(note && { note: columnFromArray([...note], utf8()) }),
  });
  return tableToIPC(table, { format: 'file' })!;
}

/** So many points along a spiral. */
export const spiral = (n: number) => ({
  x: Array.from({ length: n }, (_, i) => Math.sqrt(i) * Math.cos(i)),
  y: Array.from({ length: n }, (_, i) => Math.sqrt(i) * Math.sin(i)),
});
