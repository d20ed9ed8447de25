// npm run bench -- tsne-browser [--rows 70000] [--runs 3]
// The t-SNE engine in Chromium beside Node, in turn, on the same rows of MNIST (32 principal components): one thread in a page
// as any server sends it, and all threads in a page that is cross-origin isolated. Says whether the bytes are the same.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { mnistComponents } from './tsne/mnist-components.mjs';
import { servePage } from './tsne/page-server.mjs';
import { availablePrograms, runOnce } from './tsne/programs.mjs';
import { median, rounded } from './tsne/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '70000' },
    runs: { type: 'string', default: '3' },
  },
});
const rows = Number(options.rows);
const root = path.resolve(import.meta.dirname, '../..');
const { launchBrowser } = (await runnerImport(path.join(root, 'test/web/browser.ts'))).module;
const cores = os.availableParallelism();

const data = mnistComponents(32).codes.slice(0, 32 * rows);
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
const input = path.join(folder, 'rows.f32');
writeFileSync(input, data);
const [program] = availablePrograms(['latentscape']);
const entries = [
  { name: 'Node, 1 thread', run: () => runInNode(1) },
  { name: 'Chromium, 1 thread', run: () => runInPage(false) },
  { name: `Node, ${cores} threads`, run: () => runInNode(cores) },
  { name: `Chromium, isolated, ${cores} threads`, run: () => runInPage(true) },
].map((entry) => ({ ...entry, runs: [] }));
const browser = await launchBrowser();
try {
  for (let run = 0; run < Number(options.runs); run++) {
    for (const entry of entries) entry.runs.push(await entry.run());
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

const [alone] = entries;
const seconds = ({ runs }) => median(runs.map((run) => run.seconds));
console.log(`${rows.toLocaleString('en')} rows x 32, 750 iterations, median of ${options.runs}`);
console.table(
  Object.fromEntries(
    entries.map((entry) => [
      entry.name,
      {
        seconds: rounded(seconds(entry), 2),
        'times Node, 1 thread': rounded(seconds(entry) / seconds(alone), 2),
        'same bytes': entry.runs.every(({ digest }) => digest === alone.runs[0].digest),
      },
    ]),
  ),
);
console.log(`${cores} cores of ${os.cpus()[0].model}, Node ${process.version}, ${browser.version()}`);

async function runInNode(threads) {
  const { seconds, embedding } = await runOnce(program, rows, threads, input);
  const bytes = Buffer.from(embedding.buffer);
  return { seconds, digest: createHash('sha256').update(bytes).digest('hex') };
}

async function runInPage(isolated) {
  const site = await servePage(data, isolated);
  const page = await browser.newPage();
  try {
    await page.goto(site.url);
    return await page.evaluate(embedInPage, rows);
  } finally {
    await page.close();
    site.stop();
  }
}

/** Runs in the page. */
async function embedInPage(rows) {
  const { tsne } = await import('/tsne/tsne.js');
  const data = new Float32Array(await (await fetch('/rows')).arrayBuffer());
  const start = performance.now();
  const { embedding } = await tsne(data, { rows, columns: 32 });
  const seconds = (performance.now() - start) / 1000;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', embedding));
  return { seconds, digest: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}
