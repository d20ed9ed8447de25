import { attractionAlong } from '@latentscape/pipeline/tsne/attraction';
import { frameOf } from '@latentscape/pipeline/tsne/extent';
import { jointAffinities } from '@latentscape/pipeline/tsne/joint-affinities';
import { conditionalAffinitiesTwin, entropy } from '@latentscape/pipeline/tsne/kernels/affinities';
import { attractionTwin } from '@latentscape/pipeline/tsne/kernels/attraction';
import { descendTwin } from '@latentscape/pipeline/tsne/kernels/descent';
import { exactRepulsionTwin } from '@latentscape/pipeline/tsne/kernels/exact-repulsion';
import { jointAffinitiesTwin } from '@latentscape/pipeline/tsne/kernels/joint';
import { potentialTwin, spreadTwin } from '@latentscape/pipeline/tsne/kernels/mesh';
import { placementTwin } from '@latentscape/pipeline/tsne/kernels/placement';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeEngine, putPoints, repulsionOn } from './engine.js';
import { putTable, readAffinities } from './tables.js';

let engine: Awaited<ReturnType<typeof makeEngine>>;
beforeEach(async () => {
  engine = await makeEngine();
});

const random = randomFrom(7);
const uniform = (length: number, scale: number) =>
  Float32Array.from({ length }, () => scale * (random() - 0.5));

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}

describe('exactRepulsion', () => {
  it.each([1, 2, 3, 4, 7, 50])('agrees with its twin for %i points', (rows) => {
    const points = uniform(2 * rows, 20);
    for (const dof of [1, 0.5, 3]) {
      const kernel = repulsionOn(engine, points, 'exact', dof);
      const twin = exactRepulsionTwin(points, dof);
      expect(largestDifference(twin.forces, kernel.forces)).toBeLessThan(1e-5);
      expect(kernel.normaliser).toBeCloseTo(twin.normaliser, 4);
    }
  });

  it.each([129, 300, 1030, 4200])('agrees with its twin when chunks share the pairs of %i points', (rows) => {
    const points = uniform(2 * rows, 2 * Math.sqrt(rows));
    for (const dof of [1, 0.5]) {
      const kernel = repulsionOn(engine, points, 'exact', dof);
      const twin = exactRepulsionTwin(points, dof);
      const longest = Math.max(...twin.forces.map(Math.abs));
      expect(largestDifference(twin.forces, kernel.forces) / longest).toBeLessThan(1e-5);
      expect(Math.abs(kernel.normaliser / twin.normaliser - 1)).toBeLessThan(1e-6);
    }
  });

  it('does not lose the little that points far apart feel', () => {
    const points = Float32Array.of(-3e5, 1, 2e5, -7e5, 4e5, 9e5);
    const kernel = repulsionOn(engine, points, 'exact');
    const twin = exactRepulsionTwin(points, 1);
    twin.forces.forEach((force, i) => {
      expect(Math.abs(kernel.forces[i] / force - 1)).toBeLessThan(1e-6);
    });
    expect(Math.abs(kernel.normaliser / twin.normaliser - 1)).toBeLessThan(1e-6);
  });
});

describe('conditionalAffinities', () => {
  const rows = 300;
  const k = 37;
  const squared = Float32Array.from({ length: rows * k }, () => 5 + 40 * random() ** 2);
  for (let row = 0; row < rows; row++) squared.subarray(row * k, (row + 1) * k).sort();

  function conditional(perplexity: number): Float32Array {
    const { arena, team } = engine;
    const distances = arena.put(squared);
    const p = arena.take(squared.byteLength);
    team.run('conditionalAffinities', 2, distances, rows, k, 256, perplexity, 1, 0, p);
    return arena.f32(p, squared.length).slice();
  }

  it('agrees with its twin', () => {
    const p = conditional(10);
    for (let row = 0; row < rows; row += 29) {
      const own = squared.subarray(row * k, (row + 1) * k);
      expect(
        largestDifference(conditionalAffinitiesTwin(own, 10), p.subarray(row * k, (row + 1) * k)),
      ).toBeLessThan(2e-6);
    }
  });

  it.each([1.5, 5, 12, 30])('meets perplexity %d within 1e-3 in every row', (perplexity) => {
    const p = conditional(perplexity);
    for (let row = 0; row < rows; row++) {
      const met = Math.exp(entropy(p.subarray(row * k, (row + 1) * k)));
      expect(Math.abs(met - perplexity)).toBeLessThan(1e-3);
    }
  });

  it('shares equally among neighbours that are equally far, and survives any scale', () => {
    for (const distance of [0, 1e-30, 1, 1e30]) {
      const { arena, team } = engine;
      const address = arena.put(new Float32Array(8).fill(distance));
      team.run('conditionalAffinities', 1, address, 1, 8, 256, 3, 1, 0, address);
      expect(largestDifference(arena.f32(address, 8), new Array(8).fill(1 / 8))).toBeLessThan(1e-6);
    }
  });
});

describe('joint affinities', () => {
  it('agree with their twin, one-sided edges and padding included', () => {
    const rows = 600;
    const k = 9;
    const indices = Uint32Array.from({ length: rows * k }, (_, edge) => {
      const row = Math.floor(edge / k);
      // Uneven: many rows name the first ones, few are named in return.
      return (row + 1 + Math.floor((edge % k) * 7 + random() * 7)) % (row % 2 ? rows : 90) || rows - 1;
    });
    for (let edge = 0; edge < indices.length; edge++)
      if (indices[edge] === Math.floor(edge / k)) indices[edge] = rows - 2;
    const distances = Float32Array.from({ length: rows * k }, (_, edge) => 1 + (edge % k));
    const table = putTable(engine, unique(indices, k, rows), distances, k);
    const named = engine.arena.u32(table.indices, rows * k).slice();
    const affinities = jointAffinities(engine, table, [3], 0);
    const conditional = engine.arena.f32(table.distances, rows * k).slice();
    const twin = jointAffinitiesTwin(named, conditional, k);
    const kernel = readAffinities(engine, affinities, 0);
    let sum = 0;
    twin.forEach((row, i) => {
      expect([...kernel[i].keys()].sort()).toEqual([...row.keys()].sort());
      for (const [j, p] of row) {
        expect(kernel[i].get(j)).toBeCloseTo(p, 9);
        expect(kernel[j].get(i)).toBe(kernel[i].get(j));
        sum += p;
      }
    });
    expect(sum).toBeCloseTo(1, 5);
  });
});

/** Makes the neighbours of each row different from each other. */
function unique(indices: Uint32Array, k: number, rows: number): Uint32Array {
  for (let row = 0; row * k < indices.length; row++) {
    const seen = new Set([row]);
    for (let edge = row * k; edge < (row + 1) * k; edge++) {
      while (seen.has(indices[edge])) indices[edge] = (indices[edge] + 1) % rows;
      seen.add(indices[edge]);
    }
  }
  return indices;
}

describe('attraction', () => {
  it.each([
    [40, 6],
    [41, 6],
    [2100, 5],
  ])('of %i points agrees with its twin, forces and divergence', (rows, k) => {
    const indices = unique(
      Uint32Array.from({ length: rows * k }, () => Math.floor(random() * rows)),
      k,
      rows,
    );
    const distances = Float32Array.from({ length: rows * k }, (_, e) => 1 + (e % k));
    const points = uniform(2 * rows, 30);
    const y = putPoints(engine, points);
    const affinities = jointAffinities(engine, putTable(engine, indices, distances, k), [2], y);
    for (const dof of [1, 0.7]) {
      const attraction = attractionAlong(engine, affinities, dof);
      const twin = attractionTwin(points, readAffinities(engine, affinities, y), dof);
      attraction.start(y, true).finish();
      const found = pulled(attraction.pull, rows);
      expect(largestDifference(twin.forces, found)).toBeLessThan(1e-6);
      // The affinities sum to 1, and so does the logarithm of the normaliser.
      expect(attraction.divergence(Math.E)).toBeCloseTo(twin.divergence + 1, 5);
      attraction.start(y, false).finish();
      expect(pulled(attraction.pull, rows)).toEqual(found);
    }
  });
});

/** The forces of an attraction, as a step of descent at learning rate 1 / gain takes them. */
function pulled(pull: number, rows: number): Float32Array {
  const { arena, team } = engine;
  const [y, steps, gains, repulsion] = Array.from({ length: 4 }, () =>
    arena.put(new Float32Array(2 * rows + 2)),
  );
  const step = [y, steps, gains, pull, repulsion, 1, 1, 1 / 0.2, 0, 1e9, 0, 0];
  team.run('descend', 1, rows, rows + 1, ...step, arena.take(48));
  return arena.f32(steps, 2 * rows).map((force) => -force);
}

describe('the mesh', () => {
  const mesh = { originX: -3, originY: -5, density: 2.5, height: 40, stride: 56 };
  const points = Float32Array.from({ length: 2000 }, (_, i) => (i % 2 ? -4 : -2) + 11 * random());

  /** The structure `Mesh` of the kernels. */
  function putMesh(nodes: number): number {
    const { arena } = engine;
    const bands = 5;
    const address = arena.put(Uint32Array.of(0, 0, 0, mesh.height, mesh.stride, nodes, 3, bands, 0, 0));
    arena.f32(address, 3).set([mesh.originX, mesh.originY, mesh.density]);
    return address;
  }

  it('spreads charges as its twin does', () => {
    const { arena, team } = engine;
    const nodes = arena.take(mesh.height * mesh.stride * 4);
    const address = putMesh(nodes);
    const y = arena.put(points);
    const counts = arena.take(4 * 5 * 4);
    const starts = arena.take(6 * 4);
    const sorted = arena.take(points.byteLength);
    const order = arena.take(points.length * 2);
    team.run('bandCounts', 4, y, 1000, 256, address, counts);
    team.run('bandOffsets', 1, address, counts, 4, starts);
    team.run('bandScatter', 4, y, 1000, 256, address, counts, sorted, order);
    team.run('spreadBands', 3, address, sorted, starts, 0);
    team.run('spreadBands', 2, address, sorted, starts, 1);
    const kernel = arena.f32(nodes, mesh.height * mesh.stride);
    expect(largestDifference(spreadTwin(mesh, points), kernel)).toBeLessThan(1e-5);
  });

  it('reads the potential as its twin does, and half its slope downhill as the force', () => {
    const { arena, team } = engine;
    const field = uniform(mesh.height * mesh.stride, 1);
    const address = putMesh(arena.put(field));
    const forces = arena.take(points.byteLength);
    const sums = arena.take(4 * 8);
    // The points in an order of their own: the forces must come out in that of the numbers.
    const order = Uint32Array.from({ length: 1000 }, (_, place) => (7 * place) % 1000);
    const sorted = Float32Array.from(points, (_, i) => points[2 * order[i >> 1] + (i & 1)]);
    team.run('readField', 4, arena.put(sorted), arena.put(order), 1000, 256, address, forces, sums);
    const step = 1e-4;
    let total = 0;
    for (let i = 0; i < points.length; i += 2) {
      const at = (dx: number, dy: number) => potentialTwin(mesh, field, points[i] + dx, points[i + 1] + dy);
      total += at(0, 0);
      const [forceX, forceY] = arena.f32(forces + 4 * i, 2);
      expect(forceX).toBeCloseTo((at(-step, 0) - at(step, 0)) / (4 * step), 3);
      expect(forceY).toBeCloseTo((at(0, -step) - at(0, step)) / (4 * step), 3);
    }
    expect(arena.f64(sums, 4).reduce((sum, part) => sum + part)).toBeCloseTo(total, 3);
  });
});

describe('placeRows', () => {
  it('agrees with its twin in the field of a mesh', () => {
    const { arena, team } = engine;
    const mesh = { originX: -3, originY: -5, density: 2.5, height: 40, stride: 56 };
    // A field that falls off smoothly from its middle, so that the twin's differences are good.
    const field = Float32Array.from({ length: mesh.height * mesh.stride }, (_, i) => {
      const [column, row] = [i % mesh.stride, Math.floor(i / mesh.stride)];
      return 900 / (1 + ((column - 22) ** 2 + (row - 19) ** 2) / 40);
    });
    const address = arena.put(Uint32Array.of(0, 0, 0, 40, 56, arena.put(field), 3, 5, 0, 0));
    arena.f32(address, 3).set([mesh.originX, mesh.originY, mesh.density]);
    const map = Float32Array.from({ length: 40 }, (_, i) => (i % 2 ? 0 : 3) + 4 * random());
    const [rows, k] = [30, 3];
    const indices = Uint32Array.from({ length: rows * k }, () => Math.floor(20 * random()));
    const p = Float32Array.from({ length: rows * k }, (_, i) => [0.5, 0.3, 0.2][i % k]);
    const how = { iterations: 12, exaggeration: 1.5, learningRate: 0.1, momentum: 0.8, dof: 1 };
    const y = arena.take(rows * 8);
    const [indicesAt, pAt, mapAt] = [arena.put(indices), arena.put(p), arena.put(map)];
    const options = [how.iterations, how.exaggeration, how.learningRate, how.momentum];
    team.run('placeRows', 1, rows, 256, k, indicesAt, pAt, mapAt, address, 56, 2, 1 / how.dof, ...options, y);
    const potential = (px: number, py: number) => potentialTwin(mesh, field, px, py);
    const step = 1e-4;
    for (let row = 0; row < rows; row++) {
      const own = [...indices.subarray(row * k, row * k + k)];
      const twin = placementTwin(
        own.map((point) => [map[2 * point], map[2 * point + 1]]),
        [...p.subarray(row * k, row * k + k)],
        (px, py) => ({
          potential: potential(px, py),
          force: [
            (potential(px - step, py) - potential(px + step, py)) / (4 * step),
            (potential(px, py - step) - potential(px, py + step)) / (4 * step),
          ],
        }),
        how,
      );
      expect(largestDifference(arena.f32(y + 8 * row, 2), twin)).toBeLessThan(1e-3);
    }
  });
});

describe('descend', () => {
  it('agrees with its twin', () => {
    const rows = 33;
    const { arena, team } = engine;
    const padded = (values: Float32Array) =>
      arena.put(Float32Array.from({ length: 68 }, (_, i) => values[i] ?? 0));
    const [points, steps, attraction, repulsion] = [9, 4, 6, 6].map((scale) => uniform(2 * rows, scale));
    const gains = Float32Array.from({ length: 2 * rows }, () => 0.1 + random());
    const [y, s, g, a, r] = [points, steps, gains, attraction, repulsion].map(padded);
    // One part holds all the attraction.
    const pull = arena.put(Uint32Array.of(a, 34, arena.put(Int32Array.of(0, rows)), 1, 0));
    arena.f32(pull + 16, 1)[0] = 1;
    const extents = arena.take(48);
    const [exaggeration, normaliser, learningRate, momentum, longest] = [4, 3, 2, 0.8, 5];
    team.run(
      'descend',
      1,
      rows,
      256,
      y,
      s,
      g,
      pull,
      r,
      exaggeration,
      1 / normaliser,
      learningRate,
      momentum,
      longest,
      0,
      0,
      extents,
    );
    for (let i = 0; i < rows; i++) {
      const coordinate = (c: number) => ({ position: points[c], step: steps[c], gain: gains[c] });
      const gradient = (c: number) => exaggeration * attraction[c] - repulsion[c] / normaliser;
      const twin = descendTwin(
        [coordinate(2 * i), coordinate(2 * i + 1)],
        [gradient(2 * i), gradient(2 * i + 1)],
        {
          learningRate,
          momentum,
          longest,
        },
      );
      twin.forEach(({ position, step, gain }, axis) => {
        expect(arena.f32(y, 66)[2 * i + axis]).toBeCloseTo(position, 4);
        expect(arena.f32(s, 66)[2 * i + axis]).toBeCloseTo(step, 4);
        expect(arena.f32(g, 66)[2 * i + axis]).toBeCloseTo(gain, 5);
      });
    }
    // It measures what it has moved.
    const { extent, meanX, meanY } = frameOf(arena.f32(y, 2 * rows));
    const measured = [...extent, rows * meanX, rows * meanY];
    expect(largestDifference(arena.f64(extents, 6), measured)).toBeLessThan(1e-9);
  });
});
