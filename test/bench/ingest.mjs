// npm run bench -- ingest [--rounds 3]
// How fast a large table loads, and in how much memory: each reader in a process of its own, in turn.
// NumPy, pandas and pyarrow take part where `${PYTHON:-python3}` has them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
// biome-ignore lint/suspicious/noUndeclaredEnvVars: a benchmark is no task of Turborepo
const python = process.env.PYTHON ?? 'python3';
const matrixMegabytes = (70_000 * 784 * 4) / 2 ** 20;

const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const paths = run('write.mjs', folder);
  const results = [
    ...run('read.mjs').map((reader) => ({
      reader,
      read: () => run('read.mjs', reader, JSON.stringify(paths)),
    })),
    ...pythonReaders(paths),
  ].map((each) => ({ ...each, runs: [] }));
  for (let round = 0; round < Number(values.rounds); round++)
    for (const { read, runs } of results) runs.push(read());
  print(results);
} finally {
  rmSync(folder, { recursive: true });
}

function run(script, ...args) {
  const file = fileURLToPath(new URL(`./ingest/${script}`, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' }));
}

/** NumPy, pandas and pyarrow, where they are. */
function pythonReaders({ npy, csv, snappy, zstd }) {
  const script = fileURLToPath(new URL('./ingest/read.py', import.meta.url));
  const found = spawnSync(python, [script], { encoding: 'utf8' });
  if (found.status !== 0) {
    console.error(`${python} has no NumPy and pandas; name an interpreter that has them with PYTHON=…`);
    return [];
  }
  const read = (...args) => JSON.parse(execFileSync(python, [script, ...args], { encoding: 'utf8' }));
  return [
    { reader: '.npy (uint8) to matrix, NumPy', read: () => read('npy', npy) },
    { reader: 'CSV to matrix, pandas', read: () => read('csv', csv) },
    ...(JSON.parse(found.stdout).pyarrow
      ? [
          { reader: 'Parquet (Snappy) to matrix, pandas and pyarrow', read: () => read('parquet', snappy) },
          { reader: 'Parquet (Zstandard) to matrix, pandas and pyarrow', read: () => read('parquet', zstd) },
        ]
      : []),
  ];
}

function print(results) {
  const sums = new Set(results.flatMap(({ runs }) => runs.flatMap(({ sum }) => sum ?? [])));
  if (sums.size > 1) throw new Error(`the readers disagree: sums ${[...sums].join(', ')}`);
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const rows = results.map(({ reader, runs }) => {
    const megabytes = Math.max(...runs.map((each) => each.megabytes));
    return {
      reader,
      seconds: median(runs.map((each) => each.seconds)),
      cpuSeconds: median(runs.map((each) => each.cpuSeconds)),
      megabytes,
    };
  });
  const [copy, ours, arquero] = rows;
  console.table(
    rows.map(({ reader, seconds, cpuSeconds, megabytes }) => ({
      reader,
      seconds: Number(seconds.toFixed(2)),
      'CPU seconds': Number(cpuSeconds.toFixed(3)),
      'of a copy': `${(cpuSeconds / copy.cpuSeconds).toFixed(1)} x`,
      'peak MiB': Math.round(megabytes),
      'of the matrix': `${(megabytes / matrixMegabytes).toFixed(2)} x`,
    })),
  );
  console.log(`70,000 rows x 785 columns; the float32 matrix of 784 is ${matrixMegabytes.toFixed(0)} MiB`);
  console.log(
    `for the CSV arquero takes ${(arquero.cpuSeconds / ours.cpuSeconds).toFixed(1)} times the CPU seconds`,
  );
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
}
