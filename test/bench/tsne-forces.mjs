// npm run bench -- tsne-forces [--rows 70000]
// How exact the forces of the particle mesh are, at several stages of a real run on MNIST (32 principal components): at every
// point against the sum over all pairs, beside openTSNE's interpolation of the same points where Python has it. Errors are
// set against the same point's repulsion and against its gradient, in which attraction cancels most of it in the end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Arena } from '../../pipeline/dist/threads/arena.js';
import { Team } from '../../pipeline/dist/threads/team.js';
import { extentOf } from '../../pipeline/dist/tsne/extent.js';
import { jointAffinities } from '../../pipeline/dist/tsne/joint-affinities.js';
import { loadKernels } from '../../pipeline/dist/tsne/load-kernels.js';
import { nearestNeighbours } from '../../pipeline/dist/tsne/nearest-neighbours.js';
import { exactRepulsion, meshRepulsion } from '../../pipeline/dist/tsne/repulsion.js';
import { takeTable } from '../../pipeline/dist/tsne/search.js';
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
const team = await Team.start(await loadKernels(), memory, os.availableParallelism());
const engine = { team, arena, report() {} };
const points = arena.take(8 * rows);
const affinities = await affinitiesOf(data);
const folder = mkdtempSync(path.join(os.tmpdir(), 'latentscape-bench-'));
const table = {};
try {
  for (const { iteration, embedding } of stages) {
    const exact = forcesBy(exactRepulsion, embedding);
    const gradient = attractionOn(embedding).map((pull, i) => pull - exact[i]);
    table[`${iteration}, mesh`] = errors(exact, gradient, forcesBy(meshRepulsion, embedding));
    const other = forcesOfOpenTsne(embedding);
    if (other) table[`${iteration}, openTSNE`] = errors(exact, gradient, other);
  }
} finally {
  team.close();
  rmSync(folder, { recursive: true });
}
console.log(
  `${rows.toLocaleString('en')} points; errors of the repulsive force, in per cent of its typical size (root mean`,
);
console.log('square over the points), of its size at the same point, and of the gradient there:');
console.table(table);

/** Joint affinities of perplexity 30; their blocks hold the addresses of `points`. */
async function affinitiesOf(data) {
  const k = 90;
  const { indices, distances } = await nearestNeighbours(data, { rows, columns: 32, k });
  const neighbours = takeTable(engine, rows, k);
  arena.u32(neighbours.indices, rows * k).set(indices);
  const squared = arena.f32(neighbours.distances, rows * k);
  for (let i = 0; i < squared.length; i++) squared[i] = distances[i] ** 2;
  return jointAffinities(engine, neighbours, [30], points);
}

/** Attraction, pair by pair and in float64, without exaggeration. */
function attractionOn(y) {
  const starts = arena.u32(affinities.starts, rows + 1);
  const others = arena.u32(affinities.blocks, 8 * starts[rows]);
  const weights = arena.f32(affinities.blocks, 8 * starts[rows]);
  const forces = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    for (let edge = 4 * starts[i]; edge < 4 * starts[i + 1]; edge++) {
      const at = 8 * (edge >> 2) + (edge & 3);
      const j = (others[at] - points) / 8;
      const [dx, dy] = [y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]];
      const pull = weights[at + 4] / (1 + dx * dx + dy * dy);
      forces[2 * i] += pull * dx;
      forces[2 * i + 1] += pull * dy;
      forces[2 * j] -= pull * dx;
      forces[2 * j + 1] -= pull * dy;
    }
  }
  return forces;
}

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

function errors(exact, gradient, found) {
  const own = lengths(exact);
  const slope = lengths(gradient);
  const error = lengths(exact.map((force, i) => found[i] - force));
  const typical = Math.sqrt(own.reduce((sum, length) => sum + length ** 2, 0) / rows);
  const ofTypical = error.map((length) => (100 * length) / typical).sort();
  const ofOwn = error.map((length, i) => (100 * length) / own[i]).sort();
  const ofGradient = error.map((length, i) => (100 * length) / slope[i]).sort();
  const at = (values, share) => Number(values[Math.floor(share * (rows - 1))].toPrecision(2));
  const below = (values) => `${((100 * values.filter((e) => e < 1).length) / rows).toFixed(2)}%`;
  return {
    'typical, median': at(ofTypical, 0.5),
    'typical, largest': at(ofTypical, 1),
    'own, median': at(ofOwn, 0.5),
    'own, largest': at(ofOwn, 1),
    'own below 1%': below(ofOwn),
    'gradient, median': at(ofGradient, 0.5),
    'gradient, 95%': at(ofGradient, 0.95),
    'gradient below 1%': below(ofGradient),
  };
}

function lengths(vectors) {
  return Float64Array.from({ length: rows }, (_, i) => Math.hypot(vectors[2 * i], vectors[2 * i + 1]));
}
