import { attractionTwin } from '@latentscape/pipeline/tsne/kernels/attraction';
import { exactRepulsionTwin } from '@latentscape/pipeline/tsne/kernels/exact-repulsion';
import { fourierTwin } from '@latentscape/pipeline/tsne/kernels/fft';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { tsne } from '@latentscape/pipeline/tsne/tsne';
import { describe, expect, it } from 'vitest';
import { digits } from './digits.js';
import { errorsOfOwn, makeEngine, relativeErrors, repulsionOn } from './engine.js';

/** Affinities of a ring of points, each tied to the next two, summing to 1. */
function ring(rows: number): Map<number, number>[] {
  return Array.from({ length: rows }, (_, i) => {
    const ties = [1, 2, rows - 1, rows - 2].map((step) => [(i + step) % rows, 1 / (4 * rows)] as const);
    return new Map(ties);
  });
}

describe('the exact gradient', () => {
  it.each([1, 0.6, 2])('is the slope of the divergence (dof %d)', (dof) => {
    const random = randomFrom(5);
    const rows = 9;
    const affinities = ring(rows);
    const points = Float64Array.from({ length: 2 * rows }, () => 6 * random());
    const divergence = (y: Float64Array): number => {
      const { normaliser } = exactRepulsionTwin(y, dof);
      return attractionTwin(y, affinities, dof).divergence + Math.log(normaliser);
    };
    const attraction = attractionTwin(points, affinities, dof).forces;
    const repulsion = exactRepulsionTwin(points, dof);
    const step = 1e-5;
    for (let c = 0; c < points.length; c++) {
      const shifted = (by: number) => divergence(points.with(c, points[c] + by));
      const slope = (shifted(step) - shifted(-step)) / (2 * step);
      expect(4 * (attraction[c] - repulsion.forces[c] / repulsion.normaliser)).toBeCloseTo(slope, 8);
    }
  });
});

describe('the particle mesh', () => {
  it('is within 1% of the exact force at every stage of a real run', async () => {
    const engine = await makeEngine();
    const { data, rows, columns } = digits(2000);
    const stages: { iteration: number; embedding: Float32Array }[] = [];
    await tsne(data, {
      rows,
      columns,
      threads: 2,
      reportEvery: 150,
      onIteration: (state) => stages.push(state),
    });
    expect(stages.map(({ iteration }) => iteration)).toEqual([150, 300, 450, 600, 750]);
    for (const { embedding } of stages) {
      const exact = repulsionOn(engine, embedding, 'exact');
      const mesh = repulsionOn(engine, embedding, 'mesh');
      expect(Math.max(...relativeErrors(exact.forces, mesh.forces))).toBeLessThan(5e-4);
      // Against a point's own force too, but for the few on which the pushes cancel to nearly nothing.
      const own = errorsOfOwn(exact.forces, mesh.forces);
      expect(own.filter((error) => error > 0.01).length).toBeLessThan(rows / 200);
      expect(Math.abs(mesh.normaliser / exact.normaliser - 1)).toBeLessThan(1e-5);
    }
  });

  it.each([0.5, 2])('serves other degrees of freedom too (%d)', async (dof) => {
    const engine = await makeEngine();
    const random = randomFrom(11);
    const points = Float32Array.from({ length: 2000 }, () => 40 * (random() + random() - 1));
    const exact = repulsionOn(engine, points, 'exact', dof);
    const mesh = repulsionOn(engine, points, 'mesh', dof);
    const errors = relativeErrors(exact.forces, mesh.forces).sort((a, b) => a - b);
    expect(errors[500]).toBeLessThan(0.01);
  });

  it('hardly pushes a lone point, wherever it lies between the nodes', async () => {
    const engine = await makeEngine();
    for (let t = 0; t < 0.4; t += 0.017) {
      const far = new Float32Array([t, 0.6 * t, 60, 0]);
      const exact = repulsionOn(engine, far, 'exact').forces;
      const mesh = repulsionOn(engine, far, 'mesh').forces;
      expect(Math.hypot(mesh[0] - exact[0], mesh[1] - exact[1])).toBeLessThan(1e-3);
    }
  });
});

describe('fft', () => {
  it.each([16, 24, 32, 40, 48, 80, 96, 240, 720, 1024, 1080])(
    'of length %i agrees with the definition',
    async (length) => {
      const { arena, team } = await makeEngine();
      const random = randomFrom(length);
      // Four sequences side by side; the second half of each is zero, as in the convolution.
      const lanes = Array.from({ length: 4 }, () => ({
        re: Float32Array.from({ length }, (_, i) => (i < length / 2 ? random() - 0.5 : 0)),
        im: Float32Array.from({ length }, (_, i) => (i < length / 2 ? random() - 0.5 : 0)),
      }));
      const elements = new Float32Array(8 * length);
      lanes.forEach(({ re, im }, lane) => {
        for (let i = 0; i < length; i++) {
          elements[8 * i + lane] = re[i];
          elements[8 * i + 4 + lane] = im[i];
        }
      });
      const plan = arena.take(64 + 8 * length);
      team.run('fftPlan', 1, length, plan);
      const source = arena.put(elements);
      const flags = length % 16 === 0 ? [0, 1] : [0];
      for (const padded of flags) {
        for (const pruned of flags) {
          const result = arena.take(32 * length);
          team.run(
            'transform',
            1,
            source,
            arena.take(32 * length),
            arena.take(32 * length),
            result,
            plan,
            padded,
            pruned,
          );
          lanes.forEach(({ re, im }, lane) => {
            const twin = fourierTwin(re, im);
            const kernel = arena.f32(result, 8 * length);
            for (let k = 0; k < (pruned ? length / 2 : length); k++) {
              expect(Math.abs(kernel[8 * k + lane] - twin.re[k])).toBeLessThan(2e-5);
              expect(Math.abs(kernel[8 * k + 4 + lane] - twin.im[k])).toBeLessThan(2e-5);
            }
          });
        }
      }
    },
  );
});
