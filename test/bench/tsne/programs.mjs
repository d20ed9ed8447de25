import { execFile, spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// biome-ignore lint/suspicious/noUndeclaredEnvVars: a benchmark is no task of Turborepo
const python = process.env.PYTHON ?? 'python3';
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const inNode = [process.execPath, here('run.mjs')];
const inPython = [python, here('run.py')];

/**
 * The programs that are compared: the most rows that each can be asked to take, whether it has threads that run here,
 * and the Python module that it needs.
 */
const programs = [
  { name: 'latentscape', most: Number.POSITIVE_INFINITY, threaded: true, command: inNode },
  {
    name: 'openTSNE',
    most: Number.POSITIVE_INFINITY,
    threaded: true,
    command: inPython,
    module: 'openTSNE',
  },
  { name: 'scikit-learn', most: 10_000, threaded: true, command: inPython, module: 'sklearn' },
  { name: 'wasm-bhtsne', most: 10_000, threaded: false, command: inNode },
  { name: 'druidjs', most: 2000, threaded: false, command: inNode },
  { name: 'tsne-js', most: 500, threaded: false, command: inNode },
];

/** The programs that can run here, of those that are wanted (all, unless names are given). */
export function availablePrograms(wanted) {
  return programs.filter(
    ({ name, module }) =>
      (!wanted || wanted.includes(name)) &&
      (!module || spawnSync(python, ['-c', `import ${module}`]).status === 0),
  );
}

let outputs = 0;

/**
 * Runs a program on a file of float32 rows of 32 columns, in a process of its own.
 *
 * @returns its seconds (reading and writing excluded) and peak bytes, and those of the whole process from start to end
 */
export async function runOnce({ name, command: [executable, ...args] }, rows, threads, input) {
  const output = path.join(path.dirname(input), `embedding-${++outputs}.f32`);
  const start = performance.now();
  const { stdout, stderr } = await promisify(execFile)(executable, [
    ...args,
    ...[name, String(rows), String(threads), input, output],
  ]);
  const processSeconds = (performance.now() - start) / 1000;
  process.stderr.write(stderr);
  const { buffer, byteOffset, length } = await readFile(output);
  await rm(output);
  return {
    ...JSON.parse(stdout.trim().split('\n').at(-1)),
    processSeconds,
    embedding: new Float32Array(buffer.slice(byteOffset, byteOffset + length)),
  };
}

/** Several such runs, one after the other. */
export async function runInTurn(times, ...run) {
  const results = [];
  for (let i = 0; i < times; i++) results.push(await runOnce(...run));
  return results;
}
