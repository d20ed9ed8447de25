import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import { UserError } from '@latentscape/pipeline/errors';
import { expect, test } from 'vitest';

test('more than WebAssembly can address is refused in words about reading', () => {
  const memory = new KernelMemory();
  expect(memory.bytes(2 ** 20)).toHaveLength(2 ** 20);
  const tooMuch = () => memory.bytes(2 ** 32 - 2 ** 20);
  expect(tooMuch).toThrow(UserError);
  expect(tooMuch).toThrow(/^Reading takes more than the 4 GiB .* --sample/);
});
