import { keepColumns } from '@latentscape/pipeline/data/keep-columns';
import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const memory = new KernelMemory();

const matrices = fc.record({
  inMemoryOfKernels: fc.boolean(),
  kind: fc.constantFrom(Uint8Array, Float32Array),
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(30_000)),
  kept: fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }),
});

test('the columns that are kept, whatever they are, stand side by side in every row', () => {
  fc.assert(
    fc.property(matrices, ({ kind, rows, kept, inMemoryOfKernels }) => {
      const stride = kept.length;
      const length = rows * stride;
      const mark = memory.arena.mark();
      const bytes = inMemoryOfKernels
        ? memory.bytes(length * kind.BYTES_PER_ELEMENT)
        : new Uint8Array(length * kind.BYTES_PER_ELEMENT);
      const values = new kind(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
      for (let i = 0; i < length; i++) values[i] = (i * 31) % 251;
      const columns = kept.flatMap((keep, i) => (keep ? [i] : []));
      const expected = new kind(rows * columns.length).map((_, i) => {
        const row = Math.floor(i / columns.length);
        return ((row * stride + columns[i % columns.length]) * 31) % 251;
      });
      expect(Buffer.compare(bytesOf(keepColumns(values, rows, stride, columns)), bytesOf(expected))).toBe(0);
      memory.arena.release(mark);
    }),
  );
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
