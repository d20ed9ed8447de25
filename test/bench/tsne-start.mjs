// npm run bench -- tsne-start [--rows 1000,10000] [--runs 5]
// How soon the t-SNE engine is done with small inputs, from a cold start: seconds of a whole process that reads the rows,
// embeds them and writes the map. And how long placing one row on a finished map takes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openMap } from '../../pipeline/dist/tsne/transform.js';
import { mnistComponents } from './tsne/mnist-components.mjs';
import { availablePrograms, runInTurn } from './tsne/programs.mjs';
import { median, rounded } from './tsne/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000,10000' },
    runs: { type: 'string', default: '5' },
  },
});
const PLACED = 100;

const [program] = availablePrograms(['latentscape']);
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const { codes } = mnistComponents(32);
  const table = {};
  for (const rows of options.rows.split(',').map(Number)) {
    const data = codes.slice(0, 32 * rows);
    const input = path.join(folder, 'rows.f32');
    writeFileSync(input, data);
    const threads = os.availableParallelism();
    const runs = await runInTurn(Number(options.runs), program, rows, threads, input);
    const placing = await placeOneByOne(data, rows, runs[0].embedding, codes.subarray(32 * rows));
    table[rows.toLocaleString('en')] = {
      'whole process, s': rounded(median(runs.map((run) => run.processSeconds)), 3),
      'the engine, s': rounded(median(runs.map((run) => run.seconds)), 3),
      'placing one row, median ms': rounded(median(placing), 2),
      'worst ms': rounded(Math.max(...placing), 2),
    };
  }
  console.log(`rows x 32, 750 iterations, median of ${options.runs}; ${PLACED} rows placed one by one`);
  console.table(table);
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Milliseconds of each of some rows that the map has not seen, the first left out: it warms up. */
async function placeOneByOne(data, rows, embedding, others) {
  const map = await openMap(data, embedding, { rows, columns: 32 });
  const times = [];
  for (let i = 0; i <= PLACED; i++) {
    const start = performance.now();
    await map.place(others.slice(32 * i, 32 * i + 32));
    times.push(performance.now() - start);
  }
  map.close();
  return times.slice(1);
}
