// npm run bench -- tsne-scaling [--rows 10000,70000,250000,1000000] [--threads N] [--runs 1]
// How time and memory of the t-SNE engine grow with the rows: MNIST (32 principal components), repeated with small noise,
// each run a process of its own.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../../pipeline/dist/tsne/random.js';
import { mnistComponents } from './tsne/mnist-components.mjs';
import { availablePrograms, runInTurn } from './tsne/programs.mjs';
import { median, rounded } from './tsne/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,70000,250000,1000000' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    runs: { type: 'string', default: '1' },
  },
});
/** Half the width of the noise; the components have standard deviations from 0.5 to 2. */
const NOISE = 0.3;

const [program] = availablePrograms(['latentscape']);
const threads = Number(options.threads);
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const { codes } = mnistComponents(32);
  const table = {};
  let firstPerRow;
  for (const rows of options.rows.split(',').map(Number)) {
    const input = path.join(folder, 'rows.f32');
    writeRows(input, codes, rows);
    const runs = await runInTurn(Number(options.runs), program, rows, threads, input);
    const seconds = median(runs.map((run) => run.seconds));
    const perRow = seconds / rows;
    firstPerRow ??= perRow;
    table[rows.toLocaleString('en')] = {
      seconds: rounded(seconds, 2),
      'ms a row': rounded(1000 * perRow, 4),
      'times the first': rounded(perRow / firstPerRow, 2),
      'peak MiB': Math.round(median(runs.map((run) => run.peakBytes)) / 2 ** 20),
      'KL, by the engine': rounded(runs[0].klDivergence, 3),
      'neighbours found': rounded(runs[0].recall, 4),
    };
  }
  console.log(`rows x 32, 750 iterations, ${threads} threads, median of ${options.runs}`);
  console.table(table);
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Writes `rows` rows: all of MNIST first, then again and again with noise of its own. */
function writeRows(file, codes, rows) {
  const random = randomFrom(1);
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < 32 * rows; written += codes.length) {
    const part = codes.subarray(0, Math.min(codes.length, 32 * rows - written));
    const noise = written > 0 ? NOISE : 0;
    writeSync(
      descriptor,
      part.map((x) => x + noise * (random() + random() - 1)),
    );
  }
  closeSync(descriptor);
}
