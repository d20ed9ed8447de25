import { useBackend } from '@latentscape/pipeline/autoencoder/backend';
import { squaredDistances } from '@latentscape/pipeline/quality/space';
import { beforeAll, expect, test } from 'vitest';
import { data } from './reference-rows.js';

beforeAll(() => useBackend('wasm'));

test('the matrix product gives the distances that differences give', async () => {
  const queries = [0, 17, 299];
  const direct = await squaredDistances(data, queries, { method: 'differences' });
  const fast = await squaredDistances(data, queries, { method: 'product' });
  const largest = Math.max(...direct);
  expect(Math.max(...fast.map((value, i) => Math.abs(value - direct[i])))).toBeLessThan(1e-6 * largest);
});

test('no queries give no distances', async () => {
  expect(await squaredDistances(data, [])).toHaveLength(0);
});
