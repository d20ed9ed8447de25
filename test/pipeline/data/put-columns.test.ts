import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import { putColumns } from '@latentscape/pipeline/data/put-columns';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const memory = new KernelMemory();

const shapes = fc.record({
  inMemoryOfKernels: fc.boolean(),
  rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 1100 })),
  columns: fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(32, 47, 64)),
  before: fc.nat(3),
  after: fc.nat(3),
  gap: fc.boolean(),
  type: fc.constantFrom(Uint8Array, Float32Array),
});

test('bytes and floats lie row by row where their columns say, and what is beside them stays', () => {
  fc.assert(
    fc.property(shapes, ({ rows, columns, before, after, gap, type, inMemoryOfKernels }) => {
      const offsets = Array.from({ length: columns }, (_, i) => before + i + Number(gap && i > columns / 2));
      const stride = before + columns + after + Number(gap);
      const value = (row: number, i: number) => ((row * 7 + i * 31) % 251) / (type === Uint8Array ? 1 : 8);
      const expected = new type((rows + 1) * stride).fill(255);
      const mark = memory.arena.mark();
      const bytes = inMemoryOfKernels
        ? memory.bytes(expected.byteLength)
        : new Uint8Array(expected.byteLength);
      const matrix = new type(bytes.buffer as ArrayBuffer, bytes.byteOffset, expected.length).fill(255);
      offsets.forEach((offset, i) => {
        for (let row = 0; row < rows; row++) expected[(row + 1) * stride + offset] = value(row, i);
      });
      const placed = offsets.map((offset, i) => {
        const column = new type(rows);
        for (let row = 0; row < rows; row++) column[row] = value(row, i);
        return [offset, column] as const;
      });
      putColumns(placed, matrix, stride, stride);
      expect(matrix.every((value, i) => value === expected[i])).toBe(true);
      memory.arena.release(mark);
    }),
  );
});
