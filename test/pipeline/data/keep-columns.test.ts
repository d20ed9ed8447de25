import { keepColumns } from '@latentscape/pipeline/data/keep-columns';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const matrices = fc.record({
  kind: fc.constantFrom(Uint8Array, Float32Array),
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(30_000)),
  kept: fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }),
});

test('the columns that are kept, whatever they are, stand side by side in every row', () => {
  fc.assert(
    fc.property(matrices, ({ kind, rows, kept }) => {
      const stride = kept.length;
      const values = new kind(rows * stride).map((_, i) => (i * 31) % 251);
      const columns = kept.flatMap((keep, i) => (keep ? [i] : []));
      const expected = new kind(rows * columns.length).map((_, i) => {
        const row = Math.floor(i / columns.length);
        return ((row * stride + columns[i % columns.length]) * 31) % 251;
      });
      expect(Buffer.compare(bytesOf(keepColumns(values, rows, stride, columns)), bytesOf(expected))).toBe(0);
    }),
  );
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);
