// npm run bench -- web [--runs FOLDER] [--points 70000,500000,1000000] [--only ours|yardstick] [--with NAME]
// The page in real Chromium (WebGL drawn in software unless CHROME_PATH names one with a graphics card) on made-up maps
// of some sizes and, where there is one, the largest map in the folder of runs; beside it, on the same points, the bare
// example of regl-scatterplot. Prints the time from navigation until all points are drawn, frames while panning, hover,
// bytes sent, and for each thing that people do the longest task on the main thread; with a second run of the same rows
// in that folder, of comparing the two as well.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { longestTasks } from './web/interactions.mjs';
import { writeMadeUpMap } from './web/made-up-map.mjs';
import {
  countBytes,
  framesWhilePanning,
  hoverLatency,
  longestTask,
  longestTaskWhileLoading,
  patience,
  timeUntilDrawn,
  watchPage,
} from './web/measure.mjs';
import { serveYardstick } from './web/yardstick/serve.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: 'runs' },
    points: { type: 'string', default: '70000,500000,1000000' },
    only: { type: 'string' },
    with: { type: 'string' },
  },
});
const root = path.resolve(import.meta.dirname, '../..');
const load = async (file) => (await runnerImport(path.join(root, file))).module;
const [{ launchBrowser }, { startSite, visit }] = [
  await load('test/web/browser.ts'),
  await load('test/web/site.ts'),
];

const home = await mkdtemp(path.join(tmpdir(), 'latentscape-bench-'));
const runs = path.join(home, 'runs');
await mkdir(runs);
const names = [];
for (const rows of values.points.split(',').map(Number)) {
  names.push(`points-${rows}`);
  await writeMadeUpMap(runs, `points-${rows}`, rows);
}
const largest = await largestRun(path.resolve(values.runs));
if (largest) names.push(path.basename(largest));
const copied = largest ? [path.basename(largest), values.with] : [];
for (const name of copied.filter((name) => name !== undefined))
  await cp(path.join(values.runs, name), path.join(runs, name), { recursive: true });

const site = await startSite(runs);
const yardstick = await serveYardstick(runs, path.join(home, 'yardstick'));
const browser = await launchBrowser();
const speed = {};
const tasks = {};
try {
  // A browser's first page pays for what all others find warm.
  const { page } = await visit(browser, site.url);
  await page.locator('.legend').waitFor();
  await page.close();
  for (const name of names) {
    if (values.only !== 'yardstick') {
      console.error(`measuring ${name} …`);
      [speed[name], tasks[name]] = await measureOurs(name);
    }
    if (values.only !== 'ours') {
      console.error(`measuring ${name}, regl-scatterplot …`);
      speed[`${name}, regl-scatterplot`] = await measureYardstick(name);
    }
  }
} finally {
  await browser.close();
  site.stop();
  yardstick.stop();
  await rm(home, { recursive: true });
}
console.table(speed);
if (Object.keys(tasks).length > 0) {
  console.log('Longest task on the main thread, ms (0: none over 50)');
  const what = [...new Set(Object.values(tasks).flatMap(Object.keys))];
  console.table(
    Object.fromEntries(
      what.map((name) => [name, Object.fromEntries(names.map((run) => [run, tasks[run][name] ?? '–']))]),
    ),
  );
}

async function measureOurs(name) {
  const { page } = await openPage();
  const sent = await countBytes(page, {
    script: (url) => url.endsWith('.js'),
    map: (url) => url.endsWith('embedding.arrow'),
  });
  await page.goto(`${site.url}?run=${name}`);
  const drawn = await timeUntilDrawn(page);
  await page.waitForTimeout(2_000);
  const whileLoading = await longestTaskWhileLoading(page);
  await page.evaluate(() => {
    window.isHovered = () => !document.querySelector('.tooltip').hidden;
  });
  let frames;
  const panning = async () => {
    frames = await framesWhilePanning(page);
  };
  const pan = await longestTask(page, panning);
  await page.getByRole('button', { name: 'Show the whole map' }).click();
  await page.waitForTimeout(1_500);
  let hover;
  const hovering = await longestTask(page, async () => {
    hover = await hoverLatency(page, '.map-surface', 'isHovered');
  });
  const bytes = { ...sent };
  const longest = { 'while loading': whileLoading, pan, hover: hovering };
  const isRun = largest !== undefined && name === path.basename(largest);
  Object.assign(longest, await longestTasks(page, isRun, isRun ? values.with : undefined));
  await page.close();
  return [speedOf(drawn, frames, hover, bytes), longest];
}

async function measureYardstick(name) {
  const { page } = await openPage();
  const sent = await countBytes(page, {
    script: (url) => url.endsWith('.js'),
    map: (url) => url.endsWith('embedding.arrow'),
  });
  await page.goto(`${yardstick.url}?map=${encodeURIComponent(`/runs/${name}/embedding.arrow`)}`);
  try {
    const drawn = await timeUntilDrawn(page);
    await page.waitForTimeout(2_000);
    const frames = await framesWhilePanning(page);
    await page.reload();
    await timeUntilDrawn(page);
    const hover = await hoverLatency(page, 'canvas', 'isHovered');
    return speedOf(drawn, frames, hover, sent);
  } catch (error) {
    if (error.name !== 'TimeoutError') throw error;
    return { 'all drawn, ms': `not within ${patience / 1000} s` };
  } finally {
    await page.close();
  }
}

async function openPage() {
  const opened = await visit(browser, 'about:blank', { viewport: { width: 1440, height: 900 } });
  await opened.page.addInitScript(watchPage);
  // Chromium is still building the window, which people have open before they go to the page.
  await opened.page.waitForTimeout(1_000);
  return opened;
}

function speedOf(drawn, frames, hover, sent) {
  return {
    'all drawn, ms': Math.round(drawn),
    'frame while panning, median ms': frames.median,
    'worst ms': frames.worst,
    'hover, median ms': hover,
    'script, kB': Math.round(sent.script / 1000),
    'map, kB': Math.round(sent.map / 1000),
  };
}

async function largestRun(folder) {
  const { listRuns } = await import('@latentscape/pipeline');
  const withMap = (await listRuns(folder)).filter(
    (run) => run.manifest?.stages.export && run.manifest.dataset,
  );
  const [first] = withMap
    .filter(({ name }) => name !== values.with)
    .sort((a, b) => b.manifest.dataset.rows - a.manifest.dataset.rows);
  return first && path.join(folder, first.name);
}
