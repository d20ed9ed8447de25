import { convolutionTwin } from '@latentscape/pipeline/tsne/kernels/convolution';
import { buildMesh } from '@latentscape/pipeline/tsne/mesh';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { expect, it } from 'vitest';
import { makeEngine } from './engine.js';

it.each([1, 0.5])('turns charges into the potential of its twin (dof %d)', async (dof) => {
  const engine = await makeEngine();
  const { arena, team } = engine;
  const random = randomFrom(41);
  const [width, height, spacing] = [16, 24, 1 / 3];
  const { address, convolution } = buildMesh(engine, { width, height, spacing }, dof);
  const [stride, nodes] = arena.u32(address + 16, 2);
  const charges = Float64Array.from({ length: width * height }, () => Math.round(2 * random()));
  const grid = arena.f32(nodes, stride * height);
  charges.forEach((charge, i) => {
    grid[Math.floor(i / width) * stride + (i % width)] = charge;
  });

  team.run('forwardColumns', width / 8, convolution);
  team.run('convolveRows', height / 4, convolution);
  team.run('inverseColumns', width / 8, convolution);

  const twin = convolutionTwin({ width, height, spacing, nodes: charges }, dof);
  const largest = Math.max(...twin.map(Math.abs));
  twin.forEach((expected, i) => {
    const found = grid[Math.floor(i / width) * stride + (i % width)];
    expect(Math.abs(found - expected)).toBeLessThan(1e-5 * largest);
  });
});
