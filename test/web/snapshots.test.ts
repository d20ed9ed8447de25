import { expect, it } from 'vitest';
import { createInterpolator } from '../../web/src/data/snapshots.js';
import { extentOf } from '../../web/src/map/grid-index.js';

const positions = (x: number[], y: number[]) => ({ x: Float32Array.from(x), y: Float32Array.from(y) });

it('finds positions on the way in one memory, whose extents are those of the latest', () => {
  const between = createInterpolator();
  const [a, b] = [positions([0, 4], [1, 1]), positions([8, 4], [3, -1])];
  const first = between(a, b, 0.25);
  expect([...first.x, ...first.y]).toEqual([2, 4, 1.5, 0.5]);
  expect(extentOf(first.x)).toEqual([2, 4]);
  const second = between(a, b, 1);
  expect([...second.x, ...second.y]).toEqual([8, 4, 3, -1]);
  expect(extentOf(second.x)).toEqual([4, 8]);
  expect(second.x.buffer).toBe(first.x.buffer);
  expect([...a.x, ...b.x]).toEqual([0, 4, 8, 4]);
});
