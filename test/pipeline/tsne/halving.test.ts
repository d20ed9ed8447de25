import { halve } from '@latentscape/pipeline/tsne/halving';
import { randomFrom } from '@latentscape/pipeline/tsne/random';
import { expect, test } from 'vitest';

test.each([1, 2, 7, 64])('%i cells hold about as many rows each, and lie apart', (cells) => {
  const random = randomFrom(4);
  const rows = 1000;
  // Two columns and two of padding.
  const points = Float32Array.from({ length: 4 * rows }, (_, i) => (i % 4 < 2 ? random() ** 3 : Number.NaN));
  const cellOf = halve(points, { rows, columns: 2, stride: 4 }, cells);
  const members = Array.from({ length: cells }, () => [] as number[]);
  cellOf.forEach((cell, row) => {
    members[cell].push(row);
  });
  for (const cell of members)
    expect(Math.abs(cell.length - rows / cells)).toBeLessThanOrEqual(Math.log2(cells) + 1);
  const boxes = members.map((cell) =>
    [0, 1].map((axis) => {
      const values = cell.map((row) => points[4 * row + axis]);
      return [Math.min(...values), Math.max(...values)];
    }),
  );
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1))
      expect([0, 1].some((axis) => a[axis][1] <= b[axis][0] || b[axis][1] <= a[axis][0])).toBe(true);
  });
});

test('rows that all coincide are dealt out evenly', () => {
  const cellOf = halve(new Float32Array(600), { rows: 300, columns: 2, stride: 2 }, 3);
  expect([0, 1, 2].map((cell) => cellOf.filter((c) => c === cell).length)).toEqual([100, 100, 100]);
});
