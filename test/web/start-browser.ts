import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from './browser.js';

/**
 * Starts a browser for all tests of a file; it is closed after the last of them. WebGL is drawn as ever, but the page is
 * put together without it: where there is no graphics card, that takes a third of the browser's time.
 */
export async function startBrowser(): Promise<Browser> {
  const browser = await launchBrowser('--disable-gpu-compositing');
  afterAll(() => browser.close());
  return browser;
}
