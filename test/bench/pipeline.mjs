// npm run bench -- pipeline [options of `latentscape run`]
// The default run in a new folder, as a whole process: seconds and rows a second of each stage, peak memory of all.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../pipeline/dist/cli.js', import.meta.url));
const runs = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
try {
  const started = performance.now();
  const peak = await runAndWatch([cli, 'run', ...process.argv.slice(2), '--runs', runs]);
  const seconds = (performance.now() - started) / 1000;
  const [name] = readdirSync(runs);
  const { dataset, stages, options } = JSON.parse(readFileSync(path.join(runs, name, 'run.json'), 'utf8'));
  console.table(
    Object.fromEntries(
      Object.entries(stages).map(([stage, record]) => [
        stage,
        { seconds: record.seconds, 'rows a second': Math.round(dataset.rows / record.seconds) },
      ]),
    ),
  );
  console.log(`${dataset.rows.toLocaleString('en')} rows x ${dataset.columns}, backend ${options.backend}`);
  console.log(`whole process ${seconds.toFixed(1)} s, peak memory ${(peak / 2 ** 30).toFixed(2)} GiB`);
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
} finally {
  rmSync(runs, { recursive: true });
}

/** Runs Node and returns the largest resident memory of the process in bytes, its threads included. */
function runAndWatch(args) {
  const report = fileURLToPath(new URL('./report-peak-memory.cjs', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--require', report, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let peak = Number.NaN;
    child.on('message', (bytes) => {
      peak = bytes;
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(peak) : reject(new Error(`the run ended with ${code}`)),
    );
  });
}
