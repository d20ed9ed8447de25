import { Arena } from '@latentscape/pipeline/threads/arena';
import { Team } from '@latentscape/pipeline/threads/team';
import { loadKernels } from '@latentscape/pipeline/tsne/load-kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('a team of threads', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const arena = new Arena(memory);
  let team: Team;
  beforeAll(async () => {
    team = await Team.start(await loadKernels(), memory, 3);
  });
  afterAll(() => team.close());

  // Fewer chunks than threads, as many, more, and more than one ticket counts.
  it.each([0, 1, 2, 3, 4, 64, 5000])('does each of %i chunks once', (chunks) => {
    const distances = arena.put(new Float32Array(chunks));
    const sums = arena.put(new Float32Array(chunks));
    // One row a chunk; a row of one neighbour adds 1 to its sum.
    for (let job = 0; job < 20; job++)
      team.run('conditionalAffinities', chunks, distances, chunks, 1, 1, 1, 1, 1, sums);
    expect(arena.f32(sums, chunks)).toEqual(new Float32Array(chunks).fill(20));
  });

  it.each([1, 2, 8, 64])('does each of %i chunks aside once, whatever it runs meanwhile', (chunks) => {
    const [aside, main] = [chunks, 100].map(
      (count) => [count, arena.put(new Float32Array(count)), arena.put(new Float32Array(count))] as const,
    );
    const addOne = ([count, distances, sums]: typeof main) =>
      ['conditionalAffinities', count, distances, count, 1, 1, 1, 1, 1, sums] as const;
    for (let job = 0; job < 20; job++) {
      const beside = team.runAside(...addOne(aside));
      for (let i = 0; i < 3; i++) team.run(...addOne(main));
      if (job % 2) beside.join();
      team.run(...addOne(main));
      beside.finish();
      expect(arena.f32(aside[2], chunks)).toEqual(new Float32Array(chunks).fill(job + 1));
      expect(arena.f32(main[2], 100)).toEqual(new Float32Array(100).fill(4 * (job + 1)));
    }
  });

  it('says which kernel failed', () => {
    expect(() => team.runAside('unitRows', 8, 4e9, 8, 1, 1).finish()).toThrow('The kernel unitRows failed.');
    // Far beyond the end of the memory.
    expect(() => team.run('unitRows', 8, 4e9, 8, 1, 1)).toThrow('The kernel unitRows failed.');
  });
});
