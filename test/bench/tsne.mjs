// npm run bench -- tsne [--rows 2000,10000,70000] [--threads 1,2] [--runs 3] [--only NAME,NAME]
// t-SNE programs on the same rows of MNIST (32 principal components), each run a process of its own, the programs in
// turn: median seconds (reading the data excluded) and how many times those of this engine with as many threads they are,
// peak memory, and by one exact definition, all pairs and exact neighbours, the Kullback-Leibler divergence; label
// accuracy of ten neighbours on the map beside it. openTSNE and scikit-learn take part where PYTHON (default: python3)
// can import them. Related: tsne-scaling, tsne-start, tsne-browser.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mnistComponents } from './tsne/mnist-components.mjs';
import { availablePrograms, runOnce } from './tsne/programs.mjs';
import { exactDivergence, labelAccuracy, median, rounded } from './tsne/statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000,10000,70000' },
    threads: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const numbers = (list) => list.split(',').map(Number);
const programs = availablePrograms(options.only?.split(','));
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const { codes, labels } = mnistComponents(32);
  for (const rows of numbers(options.rows)) await compare(codes.subarray(0, 32 * rows), labels, rows);
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(data, labels, rows) {
  const input = path.join(folder, 'rows.f32');
  writeFileSync(input, data);
  const entries = programs
    .filter(({ most }) => rows <= most)
    .flatMap((program) =>
      (program.threaded ? numbers(options.threads) : [1]).map((threads) => ({ program, threads, runs: [] })),
    );
  for (let run = 0; run < Number(options.runs); run++) {
    for (const { program, threads, runs } of entries) runs.push(runOnce(program, rows, threads, input));
  }
  const seconds = ({ runs }) => median(runs.map((run) => run.seconds));
  const find = (name, threads) =>
    entries.find((entry) => entry.program.name === name && entry.threads === threads);
  const table = {};
  for (const entry of entries) {
    const { program, threads, runs } = entry;
    const own = find('latentscape', threads);
    table[`${program.name}, ${threads} thread${threads > 1 ? 's' : ''}`] = {
      seconds: rounded(seconds(entry), 2),
      'times latentscape': own && rounded(seconds(entry) / seconds(own), 1),
      'peak MB': Math.round(median(runs.map((run) => run.peakBytes)) / 1e6),
      KL: rounded(await exactDivergence(data, rows, runs[0].embedding), 4),
      'label accuracy': rounded(await labelAccuracy(runs[0].embedding, labels, rows), 4),
    };
  }
  console.log(`${rows.toLocaleString('en')} rows x 32, 750 iterations, median of ${options.runs}`);
  console.table(table);
  for (const threads of numbers(options.threads)) {
    const [own, peer] = [find('latentscape', threads), find('openTSNE', threads)];
    if (own && peer) {
      console.log(
        `${threads} thread${threads > 1 ? 's' : ''}: ${ratio(own, peer)} of the time of openTSNE with as many`,
      );
    }
  }
  const [one, two] = [find('latentscape', 1), find('latentscape', 2)];
  if (one && two) console.log(`2 threads are ${ratio(one, two)} times as fast as 1`);

  function ratio(a, b) {
    return (seconds(a) / seconds(b)).toFixed(3);
  }
}
