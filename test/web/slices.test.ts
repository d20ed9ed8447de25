import { expect, it } from 'vitest';
import { atOnce, chunkwise, inSlices, type Steps } from '../../web/src/slices.js';

/** Counts its steps, each of which takes a while. */
function* slow(steps: number, done: { count: number }): Steps<number> {
  for (let i = 0; i < steps; i++) {
    const end = performance.now() + 3;
    while (performance.now() < end);
    done.count++;
    yield;
  }
  return done.count;
}

it('lets others have their turn while it computes, and comes to the same', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++);
  expect(await inSlices(slow(20, { count: 0 }))).toBe(20);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
  expect(atOnce(slow(3, { count: 0 }))).toBe(3);
});

it('begins before it returns, and gives up what is no longer wanted', async () => {
  const done = { count: 0 };
  let isWanted = true;
  const outcome = inSlices(slow(1000, done), () => isWanted);
  expect(done.count).toBeGreaterThan(0);
  isWanted = false;
  expect(await outcome).toBeUndefined();
  expect(done.count).toBeLessThan(1000);
});

it('gives all that begins in one task a single slice, and brings all of it to its end', async () => {
  const [first, second] = [{ count: 0 }, { count: 0 }];
  const outcomes = [inSlices(slow(10, first)), inSlices(slow(10, second))];
  expect(first.count).toBeGreaterThan(0);
  expect(second.count).toBe(0);
  expect(await Promise.all(outcomes)).toEqual([10, 10]);
});

it('rejects with what the computation throws', async () => {
  const failing = function* (): Steps<number> {
    yield;
    throw new Error('no such column');
  };
  await expect(inSlices(failing())).rejects.toThrow('no such column');
});

it('takes every row once', () => {
  const seen: number[] = [];
  atOnce(chunkwise(10, (from, to) => seen.push(...Array.from({ length: to - from }, (_, i) => from + i)), 4));
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  atOnce(chunkwise(0, () => expect.unreachable()));
});
