// npm run bench -- tsne [--rows 2000,10000,70000] [--threads 1,2] [--runs 3] [--only NAME,NAME]
// t-SNE programs on the same rows of MNIST (32 principal components), each run a process of its own, the programs in
// turn: median seconds (reading the data excluded) and how many times those of this engine with as many threads they are,
// peak memory, and by one exact definition, all pairs and exact neighbours, the Kullback-Leibler divergence; label
// accuracy of ten neighbours on the map beside it. What two threads gain stands beside what the machine's cores gain when two
// runs of one thread, which share nothing, go on at once. openTSNE and scikit-learn take part where PYTHON (default: python3)
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
  const find = (name, threads) =>
    entries.find((entry) => entry.program.name === name && entry.threads === threads);
  const own = (threads) => find('latentscape', threads);
  const scales = own(1) && own(2);
  const pairs = [];
  for (let run = 0; run < Number(options.runs); run++) {
    for (const { program, threads, runs } of entries) runs.push(await runOnce(program, rows, threads, input));
    if (scales) {
      const pair = [1, 2].map(() => runOnce(own(1).program, rows, 1, input));
      pairs.push(...(await Promise.all(pair)));
    }
  }
  const seconds = ({ runs }) => median(runs.map((run) => run.seconds));
  const table = {};
  for (const entry of entries) {
    const { program, threads, runs } = entry;
    table[`${program.name}, ${threads} thread${threads > 1 ? 's' : ''}`] = {
      seconds: rounded(seconds(entry), 2),
      'times latentscape': own(threads) && rounded(seconds(entry) / seconds(own(threads)), 1),
      'peak MB': Math.round(median(runs.map((run) => run.peakBytes)) / 1e6),
      KL: rounded(await exactDivergence(data, rows, runs[0].embedding), 4),
      'label accuracy': rounded(await labelAccuracy(runs[0].embedding, labels, rows), 4),
    };
  }
  console.log(`${rows.toLocaleString('en')} rows x 32, 750 iterations, median of ${options.runs}`);
  console.table(table);
  for (const threads of numbers(options.threads)) {
    const peer = find('openTSNE', threads);
    if (own(threads) && peer) {
      console.log(
        `${threads} thread${threads > 1 ? 's' : ''}: ${ratio(own(threads), peer)} of the time of openTSNE with as many`,
      );
    }
  }
  if (scales) {
    const atOnce = (2 * seconds(own(1))) / seconds({ runs: pairs });
    console.log(`2 threads are ${ratio(own(1), own(2))} times as fast as 1;`);
    console.log(`two runs of 1 thread at once get through ${atOnce.toFixed(3)} times as much as one`);
  }

  function ratio(a, b) {
    return (seconds(a) / seconds(b)).toFixed(3);
  }
}
