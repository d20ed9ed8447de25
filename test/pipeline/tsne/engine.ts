import { Arena } from '@latentscape/pipeline/threads/arena';
import { Team } from '@latentscape/pipeline/threads/team';
import type { Engine } from '@latentscape/pipeline/tsne/engine';
import { extentOf } from '@latentscape/pipeline/tsne/extent';
import { loadKernels } from '@latentscape/pipeline/tsne/load-kernels';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { exactRepulsion, meshRepulsion } from '@latentscape/pipeline/tsne/repulsion';

/** An engine of one thread on the test's own, so that kernels can be called one by one. */
export async function makeEngine(seed = 1): Promise<Engine> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  return {
    team: await Team.start(await loadKernels(), memory, 1),
    arena: new Arena(memory),
    random: randomFrom(seed),
    report: () => {},
  };
}

/** Puts points (interleaved x and y) into the engine's memory, padded as the kernels want them. */
export function putPoints({ arena }: Engine, points: Float32Array): number {
  const padded = new Float32Array(Math.ceil(points.length / 8) * 8);
  padded.set(points);
  return arena.put(padded);
}

/** Repulsive forces on points, exact or by the mesh, and the normaliser. */
export function repulsionOn(engine: Engine, points: Float32Array, method: 'exact' | 'mesh', dof = 1) {
  const { arena } = engine;
  const rows = points.length / 2;
  const mark = arena.mark();
  const y = putPoints(engine, points);
  const forces = arena.take(points.byteLength);
  const repulsion = (method === 'exact' ? exactRepulsion : meshRepulsion)(engine, rows, dof);
  repulsion.prepare(y, extentOf(points));
  const normaliser = repulsion.read(forces);
  const result = { forces: arena.f32(forces, points.length).slice(), normaliser };
  arena.release(mark);
  return result;
}

/** For each point the length of the difference of two forces, relative to the root mean square of the first. */
export function relativeErrors(expected: ArrayLike<number>, actual: ArrayLike<number>): number[] {
  let squares = 0;
  for (let i = 0; i < expected.length; i++) squares += expected[i] ** 2;
  const typical = Math.sqrt((2 * squares) / expected.length);
  return errorsOf(expected, actual).map((error) => error / typical);
}

/** For each point the length of the difference of two forces, relative to that of the first itself. */
export function errorsOfOwn(expected: ArrayLike<number>, actual: ArrayLike<number>): number[] {
  return errorsOf(expected, actual).map(
    (error, i) => error / Math.hypot(expected[2 * i], expected[2 * i + 1]),
  );
}

function errorsOf(expected: ArrayLike<number>, actual: ArrayLike<number>): number[] {
  return Array.from({ length: expected.length / 2 }, (_, i) =>
    Math.hypot(actual[2 * i] - expected[2 * i], actual[2 * i + 1] - expected[2 * i + 1]),
  );
}
