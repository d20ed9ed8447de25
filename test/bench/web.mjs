// npm run bench -- web [--runs FOLDER] [--points 70000,500000,1000000]
// The page in real Chromium (WebGL drawn in software unless CHROME_PATH names one with a graphics card): time until all
// points are drawn, frames while panning, hover, and bytes sent, for made-up maps of some sizes and, where there is
// one, the largest map in the folder of runs.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { columnFromArray, dictionary, float32, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: 'runs' },
    points: { type: 'string', default: '70000,500000,1000000' },
  },
});
const sizes = values.points.split(',').map(Number);
const root = path.resolve(import.meta.dirname, '../..');
const load = async (file) => (await runnerImport(path.join(root, file))).module;
const [{ launchBrowser }, { startSite, visit }] = [
  await load('test/web/browser.ts'),
  await load('test/web/site.ts'),
];

const folder = await mkdtemp(path.join(tmpdir(), 'latentscape-bench-'));
for (const rows of sizes) await writeMap(rows);
const largest = await largestRun(path.resolve(values.runs));
if (largest) await cp(largest, path.join(folder, path.basename(largest)), { recursive: true });

const site = await startSite(folder);
const browser = await launchBrowser();
const results = [];
try {
  const names = [...sizes.map((rows) => `points-${rows}`), ...(largest ? [path.basename(largest)] : [])];
  for (const name of names) {
    console.error(`measuring ${name} …`);
    results.push(await measure(name));
  }
} finally {
  await browser.close();
  site.stop();
  await rm(folder, { recursive: true });
}
console.table(Object.fromEntries(results));

async function measure(name) {
  const { page } = await visit(browser, 'about:blank', { viewport: { width: 1440, height: 900 } });
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const sent = { script: 0, map: 0 };
  const kinds = new Map();
  client.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = kinds.get(requestId) ?? '';
    if (url.endsWith('.js')) sent.script += encodedDataLength;
    if (url.endsWith('embedding.arrow')) sent.map += encodedDataLength;
  });
  await page.goto(`${site.url}?run=${name}`);
  await page.waitForFunction(() => performance.getEntriesByName('all-points-drawn').length > 0, undefined, {
    timeout: 120_000,
  });
  const drawn = await page.evaluate(() => performance.getEntriesByName('all-points-drawn')[0].startTime);
  const frames = await framesWhilePanning(page);
  const hover = await hoverLatency(page);
  await page.close();
  return [
    name,
    {
      'all drawn, ms': Math.round(drawn),
      'frame while panning, median ms': frames.median,
      'worst ms': frames.worst,
      'hover, median ms': hover,
      'script, kB': Math.round(sent.script / 1000),
      'map, kB': Math.round(sent.map / 1000),
    },
  ];
}

/** The time between frames while the map is dragged in a circle for about three seconds. */
async function framesWhilePanning(page) {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const next = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      if (window.frameTimes) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  await page.mouse.move(700, 450);
  await page.mouse.down();
  for (let i = 0; i < 90; i++)
    await page.mouse.move(700 + 150 * Math.sin(i / 8), 450 + 100 * Math.cos(i / 8));
  await page.mouse.up();
  const times = (await page.evaluate(() => window.frameTimes)).slice(5).sort((a, b) => a - b);
  return { median: Math.round(times[Math.floor(times.length / 2)]), worst: Math.round(times.at(-1)) };
}

/** From a movement of the pointer to the point's card on the screen. */
async function hoverLatency(page) {
  await page.getByRole('button', { name: 'Show the whole map' }).click();
  await page.waitForTimeout(1_500);
  const times = await page.evaluate(async () => {
    const surface = document.querySelector('.map-surface');
    const card = document.querySelector('.tooltip');
    const { left, top, width, height } = surface.getBoundingClientRect();
    const found = [];
    for (let i = 0; i < 40; i++) {
      const clientX = left + width * (0.35 + 0.3 * ((i * 0.618) % 1));
      const clientY = top + height * (0.35 + 0.3 * ((i * 0.381) % 1));
      const before = performance.now();
      surface.dispatchEvent(
        new PointerEvent('pointermove', { clientX, clientY, pointerType: 'mouse', bubbles: true }),
      );
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      if (!card.hidden) found.push(performance.now() - before);
    }
    return found.sort((a, b) => a - b);
  });
  return times.length === 0 ? 'none' : Math.round(times[Math.floor(times.length / 2)]);
}

/** A made-up map: ten round clouds of points. */
async function writeMap(rows) {
  const name = `points-${rows}`;
  const noise = (i, salt) => {
    const value = Math.sin(i * 12.9898 + salt * 78.233) * 43758.5453;
    return value - Math.floor(value);
  };
  const radius = (i) => 12 * Math.sqrt(-Math.log(1 - noise(i, 1) * 0.999));
  const x = Float32Array.from(
    { length: rows },
    (_, i) => 40 * Math.cos(i % 10) + radius(i) * Math.cos(6.2832 * noise(i, 2)),
  );
  const y = Float32Array.from(
    { length: rows },
    (_, i) => 40 * Math.sin(i % 10) + radius(i) * Math.sin(6.2832 * noise(i, 2)),
  );
  const label = Array.from({ length: rows }, (_, i) => String(i % 10));
  const id = Array.from({ length: rows }, (_, i) => `row-${i}`);
  const table = tableFromColumns({
    id: columnFromArray(id, utf8()),
    x: columnFromArray(x, float32()),
    y: columnFromArray(y, float32()),
    label: columnFromArray(label, dictionary(utf8())),
  });
  await mkdir(path.join(folder, name));
  await writeFile(path.join(folder, name, 'embedding.arrow'), tableToIPC(table, { format: 'file' }));
  const created = new Date(0).toISOString();
  const manifest = { format: 1, name, created, seed: 1, options: {}, versions: {}, stages: {} };
  await writeFile(path.join(folder, name, 'run.json'), JSON.stringify(manifest));
}

async function largestRun(runs) {
  const { listRuns } = await import('@latentscape/pipeline');
  const withMap = (await listRuns(runs)).filter((run) => run.manifest?.stages.export && run.manifest.dataset);
  const [first] = withMap.sort((a, b) => b.manifest.dataset.rows - a.manifest.dataset.rows);
  return first && path.join(runs, first.name);
}
