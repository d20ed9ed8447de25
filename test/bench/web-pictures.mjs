// npm run bench -- web-pictures [--runs FOLDER] [--run NAME] [--with NAME] [--sweep NAME] [--out FOLDER] [--states]
// Takes the pictures of the page that are in docs/, from a run that exists, in real Chromium; with a second run of the
// same rows also the pictures of both side by side, and with a sweep its maps. With --states, a picture of every state
// instead, in light and dark, on a desktop and a phone, to be looked at; --only TEXT takes those whose name has it.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { runnerImport } from 'vite';
import { lasso, statesOf } from './web/page-states.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: 'runs' },
    run: { type: 'string', default: 'mnist' },
    with: { type: 'string' },
    sweep: { type: 'string' },
    out: { type: 'string', default: 'docs' },
    states: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const root = path.resolve(import.meta.dirname, '../..');
const load = async (file) => (await runnerImport(path.join(root, file))).module;
const [{ launchBrowser }, { startSite, visit }] = [
  await load('test/web/browser.ts'),
  await load('test/web/site.ts'),
];

const desktop = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 };
const dark = { colorScheme: 'dark' };

const pictures = [
  { name: 'map-light', options: desktop },
  { name: 'map-dark', options: { ...desktop, ...dark }, search: '&pin=123' },
  { name: 'selection-light', options: desktop, act: lasso },
  { name: 'error-dark', options: { ...desktop, ...dark }, search: '&colour=reconstruction_error' },
  { name: 'autoencoder-light', options: desktop, search: '&page=autoencoder' },
  { name: 'quality-dark', options: { ...desktop, ...dark }, search: '&page=quality' },
  { name: 'phone-light', options: phone },
  { name: 'phone-dark', options: { ...phone, ...dark } },
  ...(values.sweep === undefined
    ? []
    : [{ name: 'sweep-light', options: desktop, address: `?sweep=${values.sweep}`, isMapless: true }]),
  ...(values.with === undefined ? [] : picturesOfTwo(`&with=${encodeURIComponent(values.with)}`)),
];

function picturesOfTwo(search) {
  return [
    { name: 'compare-light', options: desktop, search: `${search}&pin=11301` },
    {
      name: 'compare-change-dark',
      options: { ...desktop, ...dark },
      search: `${search}&colour=common_neighbours`,
    },
    { name: 'transition-light', options: desktop, search: `${search}&transition=0.5` },
    { name: 'compare-phone-light', options: phone, search },
  ];
}

/** Every state in both sizes; each is taken in light and dark. */
function picturesOfStates() {
  return statesOf(values.run, values.with, values.sweep).flatMap((state) =>
    Object.entries({ desktop, phone }).map(([size, options]) => ({
      ...state,
      name: `${state.name.replaceAll(/[^a-z]+/gi, '-')}-${size}`,
      options: { ...options, firstVisit: state.firstVisit },
    })),
  );
}

const wanted = (values.states ? picturesOfStates() : pictures).filter(({ name }) =>
  name.includes(values.only),
);
await mkdir(values.out, { recursive: true });
const site = await startSite(path.resolve(values.runs));
const browser = await launchBrowser();
try {
  for (const { name, options, search = '', address = `?run=${values.run}${search}`, ...state } of wanted) {
    const { page } = await visit(browser, 'about:blank', options);
    await state.prepare?.(page);
    await page.goto(`${site.url}${address}`);
    if (!state.isMapless)
      await page.waitForFunction(() => performance.getEntriesByName('all-points-drawn').length > 0);
    await page.waitForTimeout(1_000);
    await state.act?.(page);
    await page.waitForTimeout(values.states ? 2_000 : 4_000);
    if (values.states) {
      await take(page, `${name}-light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForTimeout(700);
      await take(page, `${name}-dark`);
    } else await take(page, name);
    await page.close();
  }
} finally {
  await browser.close();
  site.stop();
}

/** Whether each map that can be seen has all its points, and not the sample that is drawn while it moves. */
function areMapsDrawn() {
  const maps = [...document.querySelectorAll('.map-view')];
  return maps.every(
    (map) => !map.querySelector('.map-points').checkVisibility() || map.dataset.points === 'all',
  );
}

async function take(page, name) {
  await page.waitForFunction(areMapsDrawn);
  const file = path.join(values.out, `${name}.png`);
  // 256 colours are enough for these pictures and make them a third as large.
  await sharp(await page.screenshot())
    .png({ palette: true, dither: 0 })
    .toFile(file);
  console.log(file);
}
