// npm run bench -- tsne [--rows 2000,10000,70000] [--threads 1,2] [--runs 3] [--only NAME,NAME]
// t-SNE programs on the same rows of MNIST (32 principal components), each run a process of its own, the programs in
// turn: median seconds (reading the data excluded), peak memory, and by one exact definition, all pairs and exact
// neighbours, the Kullback-Leibler divergence; label accuracy of ten neighbours on the map beside it.
// openTSNE and scikit-learn take part where PYTHON (default: python3) can import them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nearestNeighbours } from '../../pipeline/dist/tsne/nearest-neighbours.js';
import { tsne } from '../../pipeline/dist/tsne/tsne.js';
import { mnistComponents } from './tsne/mnist-components.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '2000,10000,70000' },
    threads: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const numbers = (list) => list.split(',').map(Number);
// biome-ignore lint/suspicious/noUndeclaredEnvVars: a benchmark is no task of Turborepo
const python = process.env.PYTHON ?? 'python3';
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** What takes part: the largest input that it can be asked to take, and whether it has threads. */
const programs = [
  { name: 'latentscape', most: Infinity, threaded: true, command: [process.execPath, here('tsne/run.mjs')] },
  {
    name: 'openTSNE',
    most: Infinity,
    threaded: true,
    command: [python, here('tsne/run.py')],
    module: 'openTSNE',
  },
  {
    name: 'scikit-learn',
    most: 10_000,
    threaded: true,
    command: [python, here('tsne/run.py')],
    module: 'sklearn',
  },
  { name: 'druidjs', most: 2000, threaded: false, command: [process.execPath, here('tsne/run.mjs')] },
  { name: 'tsne-js', most: 500, threaded: false, command: [process.execPath, here('tsne/run.mjs')] },
].filter(
  ({ name, module }) =>
    (!options.only || options.only.split(',').includes(name)) && (!module || canImport(module)),
);

function canImport(module) {
  return spawnSync(python, ['-c', `import ${module}`]).status === 0;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const { codes, labels } = mnistComponents(32);
  for (const rows of numbers(options.rows)) {
    const data = codes.subarray(0, 32 * rows);
    const input = path.join(folder, 'rows.f32');
    writeFileSync(input, data);
    const table = {};
    const entries = programs
      .filter(({ most }) => rows <= most)
      .flatMap((program) =>
        (program.threaded ? numbers(options.threads) : [1]).map((threads) => ({
          program,
          threads,
          runs: [],
        })),
      );
    for (let run = 0; run < Number(options.runs); run++) {
      for (const { program, threads, runs } of entries) runs.push(runOnce(program, rows, threads, input));
    }
    for (const { program, threads, runs } of entries) {
      const { embedding } = runs[0];
      table[`${program.name}, ${threads} thread${threads > 1 ? 's' : ''}`] = {
        seconds: Number(median(runs.map((run) => run.seconds)).toFixed(2)),
        'peak MB': Math.round(median(runs.map((run) => run.peakBytes)) / 1e6),
        KL: Number((await exactDivergence(data, rows, embedding)).toFixed(4)),
        'label accuracy': Number((await accuracy(embedding, labels, rows)).toFixed(4)),
      };
    }
    console.log(`${rows.toLocaleString('en')} rows x 32, 750 iterations, median of ${options.runs}`);
    console.table(table);
  }
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs a program in a process of its own; it prints its seconds and peak bytes and writes the embedding. */
function runOnce({ name, command: [executable, ...args] }, rows, threads, input) {
  const output = path.join(folder, 'embedding.f32');
  const printed = execFileSync(executable, [...args, name, String(rows), String(threads), input, output], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { buffer, byteOffset, length } = readFileSync(output);
  return {
    ...JSON.parse(printed.trim().split('\n').at(-1)),
    embedding: new Float32Array(buffer.slice(byteOffset, byteOffset + length)),
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The divergence from affinities of perplexity 30 on exact neighbours, normalised over all pairs. */
async function exactDivergence(data, rows, embedding) {
  const still = { earlyIterations: 0, iterations: 0, gradient: 'exact', exactNeighbours: true };
  return (await tsne(data.slice(), { rows, columns: 32, initialization: embedding, ...still })).klDivergence;
}

async function accuracy(embedding, labels, rows) {
  const { indices } = await nearestNeighbours(embedding, { rows, columns: 2, k: 10 });
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const votes = new Array(10).fill(0);
    for (const neighbour of indices.subarray(10 * row, 10 * row + 10)) votes[labels[neighbour]]++;
    if (votes.indexOf(Math.max(...votes)) === labels[row]) right++;
  }
  return right / rows;
}
