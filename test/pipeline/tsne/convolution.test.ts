import {
  buildConvolution,
  convolve,
  type Grid,
  takeGrid,
  takeWorkspace,
} from '@latentscape/pipeline/tsne/convolution';
import type { Engine } from '@latentscape/pipeline/tsne/engine';
import { convolutionTwin } from '@latentscape/pipeline/tsne/kernels/convolution';
import { coarsenTwin, refineTwin } from '@latentscape/pipeline/tsne/kernels/levels';
import { similarityPartsTwin } from '@latentscape/pipeline/tsne/kernels/similarity';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { describe, expect, it } from 'vitest';
import { makeEngine } from './engine.js';

const random = randomFrom(41);

/** The structure `SimilarityParts` of the kernels. */
function putParts({ arena, team }: Engine, dof: number, reach: number, end: number): number {
  const parts = arena.take(32);
  team.run('similarityParts', 1, dof, reach, end, parts);
  return parts;
}

/** Visits every node of a grid: where it is in memory, in nodes from the start, and its number row by row. */
function forNodes({ width, height, stride }: Grid, visit: (at: number, node: number) => void): void {
  for (let node = 0; node < width * height; node++) {
    visit(Math.floor(node / width) * stride + (node % width), node);
  }
}

function fillGrid({ arena }: Engine, grid: Grid, value: (node: number) => number): Float64Array {
  const nodes = arena.f32(grid.nodes, grid.stride * grid.height).fill(0);
  const values = new Float64Array(grid.width * grid.height);
  forNodes(grid, (at, node) => {
    values[node] = value(node);
    nodes[at] = values[node];
  });
  return values;
}

function expectGrid({ arena }: Engine, grid: Grid, expected: ArrayLike<number>, margin = 0): void {
  const { width, height } = grid;
  const nodes = arena.f32(grid.nodes, grid.stride * height);
  const largest = Math.max(...Array.from(expected, Math.abs));
  forNodes(grid, (at, node) => {
    const [x, y] = [node % width, Math.floor(node / width)];
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < margin) return;
    expect(Math.abs(nodes[at] - expected[node])).toBeLessThan(1e-5 * largest);
  });
}

describe('convolve', () => {
  it.each([
    ['near', 1],
    ['far', 1],
    ['near', 0.5],
    ['far', 0.5],
  ] as const)('turns charges into the potential of its twin (%s part, dof %d)', async (part, dof) => {
    const engine = await makeEngine();
    const [width, height, spacing, reach] = [24, 40, 1 / 3, 1.2];
    const grid = takeGrid(engine, width, height);
    const workspace = takeWorkspace(engine, 2 * width, 2 * height);
    const parts = putParts(engine, dof, reach, 9);
    const convolution = buildConvolution(engine, grid, workspace, spacing, dof, parts, part);
    const nodes = fillGrid(engine, grid, () => Math.round(2 * random()));

    convolve(engine, convolution);

    const kernel = (squared: number) => similarityPartsTwin(squared, dof, reach)[part];
    expectGrid(engine, grid, convolutionTwin({ width, height, spacing, nodes }, kernel, part === 'far'));
  });
});

describe('similarityParts', () => {
  it.each([0.3, 0.5, 1, 2, 7.5, 40])('agree with their integrals (dof %d)', async (dof) => {
    const engine = await makeEngine();
    const out = engine.arena.take(16);
    for (const reach of [0.8, 2.4, 8]) {
      const parts = putParts(engine, dof, reach, 3.4 * reach);
      for (let distance = 0; distance < 3.4 * reach; distance += reach / 7) {
        const twin = similarityPartsTwin(distance ** 2, dof, reach);
        engine.team.run('partsAt', 1, parts, distance ** 2, out);
        const [near, far] = engine.arena.f64(out, 2);
        expect(Math.abs(near - twin.near)).toBeLessThan(1e-8);
        expect(Math.abs(far - twin.far)).toBeLessThan(1e-8);
      }
      engine.team.run('partsAt', 1, parts, (5 * reach) ** 2, out);
      const [near, far] = engine.arena.f64(out, 2);
      expect(near).toBe(0);
      expect(far).toBeCloseTo((1 + (5 * reach) ** 2 / dof) ** -dof, 12);
    }
  });
});

describe('the levels of the mesh', () => {
  it('gather charges on a coarser grid, and hand its potential back, as their twins do', async () => {
    const engine = await makeEngine();
    const { arena, team } = engine;
    const [width, height] = [40, 24];
    const fine = takeGrid(engine, width, height);
    // One that is wider and higher than half of the fine one.
    const coarse = takeGrid(engine, 24, 16);
    const bytes = width * 4 + 128;
    const buffers = arena.take(bytes);
    const isInside = (node: number): boolean => {
      const [x, y] = [node % width, Math.floor(node / width)];
      return Math.min(x, y, width - 1 - x, height - 1 - y) >= 6;
    };
    const charges = fillGrid(engine, fine, (node) => (isInside(node) ? random() : 0));
    fillGrid(engine, coarse, () => Number.NaN);

    team.run('coarsen', 2, fine.address, coarse.address, buffers, bytes);

    const gathered = coarsenTwin({ width, height, nodes: charges });
    const onCoarse = (half: ArrayLike<number>) =>
      Float64Array.from({ length: 24 * 16 }, (_, node) => {
        const [x, y] = [node % 24, Math.floor(node / 24)];
        return x < 20 && y < 12 ? half[20 * y + x] : 0;
      });
    expectGrid(engine, coarse, onCoarse(gathered));
    expect(gathered.reduce((sum, charge) => sum + charge)).toBeCloseTo(
      charges.reduce((sum, charge) => sum + charge),
      6,
    );

    const potential = Float64Array.from({ length: 20 * 12 }, () => random());
    const handed = refineTwin(potential, width, height);
    for (const sum of [1, 0]) {
      const before = fillGrid(engine, fine, () => random());
      fillGrid(engine, coarse, (node) => onCoarse(potential)[node]);
      team.run('refine', 3, coarse.address, fine.address, sum, buffers, bytes);
      expectGrid(
        engine,
        fine,
        handed.map((value, node) => value + sum * before[node]),
        6,
      );
    }
  });
});
