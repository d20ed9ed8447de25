import { startNeighbourSearch } from '@latentscape/pipeline/tsne/nearest-neighbours';
import { expect, test, vi } from 'vitest';

const data = Float32Array.from({ length: 60 }, (_, i) => i % 7);
const question = { rows: 20, columns: 3, k: 2 };

test('a conductor whose kernels do not load does not start, and the next one loads them anew', async () => {
  vi.spyOn(WebAssembly, 'compile').mockRejectedValueOnce(new Error('no kernels'));
  await expect(startNeighbourSearch({ threads: 1 })).rejects.toThrow('no kernels');
  const search = await startNeighbourSearch({ threads: 1 });
  expect((await search.find(data, question)).indices).toHaveLength(40);
  search.end();
  await expect(search.find(data, question)).rejects.toThrow('The computation was ended.');
});

test('a conductor that cannot work tells it to the job that comes, however late', async () => {
  vi.resetModules();
  vi.spyOn(WebAssembly, 'compile').mockResolvedValueOnce({} as WebAssembly.Module);
  const { startNeighbourSearch } = await import('@latentscape/pipeline/tsne/nearest-neighbours');
  const search = await startNeighbourSearch({ threads: 1 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(search.find(data, question)).rejects.toThrow('WebAssembly.Instance');
  search.end();
});
