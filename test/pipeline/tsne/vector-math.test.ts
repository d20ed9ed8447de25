import { expTwin, logTwin } from '@latentscape/pipeline/tsne/kernels/vector-math';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { expect, it } from 'vitest';
import { makeEngine } from './engine.js';

const random = randomFrom(21);
const count = 20_000;

async function kernelOf(name: 'exponentials' | 'logarithms', values: Float32Array): Promise<Float32Array> {
  const { arena, team } = await makeEngine();
  const results = arena.take(values.byteLength);
  team.run(name, 1, arena.put(values), values.length, results);
  return arena.f32(results, values.length).slice();
}

/** The largest error, relative to the true values. */
function largestError(found: Float32Array, expected: (index: number) => number): number {
  return found.reduce((most, x, i) => Math.max(most, Math.abs(x / expected(i) - 1)), 0);
}

it('takes exponentials to the bit of its twin, within two units in the last place of the truth', async () => {
  const values = Float32Array.from({ length: count }, (_, i) => (i < 8 ? -20 * i : -87 * random() ** 3));
  const found = await kernelOf('exponentials', values);
  expect(found).toEqual(Float32Array.from(values, expTwin));
  expect(largestError(found, (i) => Math.exp(Math.max(-87, values[i])))).toBeLessThan(2 ** -22);
  expect(found[0]).toBe(1);
});

it('takes logarithms to the bit of its twin, within two units in the last place of the truth', async () => {
  const values = Float32Array.from(
    { length: count },
    (_, i) => 2 ** (i % 2 ? 250 * random() - 126 : random()),
  );
  const found = await kernelOf('logarithms', values);
  expect(found).toEqual(Float32Array.from(values, logTwin));
  // Next to 1 the logarithm is next to 0: its error counts against 2^-10 there.
  const scale = (i: number) => Math.max(2 ** -10, Math.abs(Math.log(values[i])));
  const errors = Array.from(found, (x, i) => Math.abs(x - Math.log(values[i])) / scale(i));
  expect(Math.max(...errors)).toBeLessThan(2 ** -22);
  expect(await kernelOf('logarithms', Float32Array.of(1, 1, 1, 1))).toEqual(new Float32Array(4));
});
