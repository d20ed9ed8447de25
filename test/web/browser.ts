import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  const browser = found === undefined ? await unpackChromium() : { executablePath: found };
  return chromium.launch({ ...browser, args: [...args, ...extraArgs] });
}

/**
 * Unpacks the browser of the package, with the shared libraries and fonts that it needs, once per machine. Test files
 * run side by side, so it is unpacked under a name of its own and moved into place when it is whole.
 */
async function unpackChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const home = path.join(tmpdir(), 'latentscape-chromium');
  if (!existsSync(home)) {
    const fresh = await mkdtemp(`${home}-`);
    // The package unpacks into the folder for temporary files, and its libraries only where it sees a bare Lambda.
    const before = { ...process.env };
    Object.assign(process.env, { TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' });
    await sparticuz.executablePath();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    const folders = ['/usr/share/fonts', path.join(home, 'fonts')].map((folder) => `<dir>${folder}</dir>`);
    await writeFile(
      path.join(fresh, 'fonts.conf'),
      `<?xml version="1.0"?><fontconfig>${folders.join('')}</fontconfig>`,
    );
    await rename(fresh, home).catch(() => rm(fresh, { recursive: true }));
  }
  return {
    executablePath: path.join(home, 'chromium'),
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib'),
      FONTCONFIG_FILE: path.join(home, 'fonts.conf'),
    },
  };
}
