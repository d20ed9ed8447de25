import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = [
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: the tests do not run under Turborepo
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Draws WebGL in software, so that the tests see the same everywhere, and keeps the browser from calling home. */
const args = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

/**
 * Starts a real Chromium without a window: the one that is installed (or that CHROME_PATH names), else the one inside
 * the package `@sparticuz/chromium`, which runs on Linux x64 with nothing installed.
 *
 * @param extraArgs More switches for the browser.
 */
export async function launchBrowser(...extraArgs: readonly string[]): Promise<Browser> {
  const found = installed.find((file) => file !== undefined && existsSync(file));
  const executablePath = found ?? (await sparticuz.executablePath());
  return chromium.launch({ executablePath, args: [...args, ...extraArgs] });
}
