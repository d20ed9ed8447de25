import type { Dataset } from '@latentscape/pipeline/data/dataset';
import { sampleRows } from '@latentscape/pipeline/data/sample';
import { noScaling } from '@latentscape/pipeline/data/scaling';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** `rows` rows of which every tenth is `rare`; feature, id and metadata hold the row's number. */
function numbered(rows: number): Dataset {
  const numbers = Array.from({ length: rows }, (_, i) => i);
  return {
    name: 'numbered',
    features: { rows, columns: 1, values: Float32Array.from(numbers), scaling: noScaling },
    ids: numbers.map(String),
    label: {
      kind: 'category',
      name: 'label',
      codes: Int32Array.from(numbers, (i) => Number(i % 10 === 0)),
      categories: ['common', 'rare'],
    },
    metadata: [{ kind: 'text', name: 'number', values: numbers.map(String) }],
    split: new Uint8Array(rows),
    notes: [],
  };
}

test('every column follows the rows drawn, which keep their order and appear once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer(),
      fc.boolean(),
      (rows, count, seed, stratify) => {
        const { features, ids, label, metadata } = sampleRows(numbered(rows), count, seed, stratify);
        const drawn = [...features.values];
        expect(drawn).toHaveLength(Math.min(rows, count));
        expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
        expect(ids).toEqual(drawn.map(String));
        expect(metadata).toEqual([{ kind: 'text', name: 'number', values: ids }]);
        expect([...label!.codes]).toEqual(drawn.map((i) => Number(i % 10 === 0)));
      },
    ),
  );
});

test('a stratified sample keeps the share of each label', () => {
  const { label } = sampleRows(numbered(1000), 50, 3, true);
  expect(label!.codes.filter((code) => code === 1)).toHaveLength(5);
});

test('the seed decides which rows are drawn', () => {
  const drawn = (seed: number) => sampleRows(numbered(1000), 20, seed).ids;
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});
