// npm run bench -- tsne-forces [--rows 70000]
// How exact the forces of the particle mesh are, at several stages of a real run on MNIST (32 principal components): at every
// point against the sum over all pairs, beside openTSNE's interpolation of the same points where Python has it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Team } from '../../pipeline/dist/threads/team.js';
import { Arena } from '../../pipeline/dist/tsne/arena.js';
import { extentOf } from '../../pipeline/dist/tsne/extent.js';
import { loadKernels } from '../../pipeline/dist/tsne/load-kernels.js';
import { exactRepulsion, meshRepulsion } from '../../pipeline/dist/tsne/repulsion.js';
import { tsne } from '../../pipeline/dist/tsne/tsne.js';
import { mnistComponents } from './tsne/mnist-components.mjs';

const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '70000' } } });
const rows = Number(options.rows);
// biome-ignore lint/suspicious/noUndeclaredEnvVars: a benchmark is no task of Turborepo
const python = process.env.PYTHON ?? 'python3';
const program = path.join(import.meta.dirname, 'tsne/forces.py');

const stages = [];
const data = mnistComponents(32).codes.slice(0, 32 * rows);
await tsne(data, { rows, columns: 32, reportEvery: 250, onIteration: (state) => stages.push(state) });

const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
const arena = new Arena(memory);
const engine = { team: await Team.start(await loadKernels(), memory, os.availableParallelism()), arena };
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
const table = {};
try {
  for (const { iteration, embedding } of stages) {
    const exact = forcesBy(exactRepulsion, embedding);
    table[`${iteration}, mesh`] = errors(exact, forcesBy(meshRepulsion, embedding));
    const other = forcesOfOpenTsne(embedding);
    if (other) table[`${iteration}, openTSNE`] = errors(exact, other);
  }
} finally {
  engine.team.close();
  rmSync(folder, { recursive: true });
}
console.log(`${rows.toLocaleString('en')} points; errors of the repulsive force in per cent:`);
console.log('of the typical force (root mean square over the points), and of the same point’s own');
console.table(table);

/** Repulsive forces, divided by the normaliser. */
function forcesBy(method, embedding) {
  const mark = arena.mark();
  const y = arena.put(embedding);
  const forces = arena.take(embedding.byteLength);
  const repulsion = method(engine, rows, 1);
  repulsion.prepare(y, extentOf(embedding));
  const normaliser = repulsion.read(forces);
  const result = Float64Array.from(arena.f32(forces, embedding.length), (force) => force / normaliser);
  arena.release(mark);
  return result;
}

function forcesOfOpenTsne(embedding) {
  const [input, output] = ['points.f32', 'forces.f64'].map((name) => path.join(folder, name));
  writeFileSync(input, embedding);
  if (spawnSync(python, [program, input, output]).status !== 0) return undefined;
  const { buffer, byteOffset, length } = readFileSync(output);
  return new Float64Array(buffer.slice(byteOffset, byteOffset + length));
}

function errors(exact, found) {
  const own = lengths(exact);
  const error = lengths(exact.map((force, i) => found[i] - force));
  const typical = Math.sqrt(own.reduce((sum, length) => sum + length ** 2, 0) / rows);
  const ofTypical = error.map((length) => (100 * length) / typical).sort();
  const ofOwn = error.map((length, i) => (100 * length) / own[i]).sort();
  const at = (values, share) => Number(values[Math.floor(share * (rows - 1))].toPrecision(2));
  return {
    'of typical, median': at(ofTypical, 0.5),
    'of typical, largest': at(ofTypical, 1),
    'of own, median': at(ofOwn, 0.5),
    'of own, 95%': at(ofOwn, 0.95),
    'of own, largest': at(ofOwn, 1),
    'points below 1% of own': `${((100 * ofOwn.filter((e) => e < 1).length) / rows).toFixed(2)}%`,
  };
}

function lengths(vectors) {
  return Float64Array.from({ length: rows }, (_, i) => Math.hypot(vectors[2 * i], vectors[2 * i + 1]));
}
