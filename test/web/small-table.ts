import type { MapTable } from '../../web/src/data/table.js';

export const label = {
  kind: 'category',
  name: 'label',
  categories: ['cat', 'dog', '=SUM(A1)'],
  codes: Int32Array.of(0, 1, 0, -1, 2),
} as const;
export const price = {
  kind: 'number',
  name: 'unit price',
  values: Float64Array.of(1, 2.5, Number.NaN, 4, -5),
} as const;
export const note = {
  kind: 'text',
  name: 'note',
  at: (row: number) => ['a "fine" cat', 'x, y', '', 'Über;=1', '-7'][row],
} as const;
/** Five rows with awkward texts, a missing label and a missing number. */
export const table: MapTable = {
  rows: 5,
  x: Float32Array.of(0, 1, 2, 3, 4),
  y: Float32Array.of(0, 0.5, 0, 0, 0),
  id: { kind: 'text', name: 'id', at: (row) => `r${row}` },
  label,
  columns: [label, price, note],
};
