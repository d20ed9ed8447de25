import { ByteDictionary } from '@latentscape/pipeline/data/byte-dictionary';
import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import { areAll, areListsOf, unpackHybrid } from '@latentscape/pipeline/data/parquet-levels';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packHybrid, someRuns } from './pack-hybrid.js';

const bytes = new ByteDictionary(new KernelMemory());

test('indices are looked up as unpacking them first would', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 16 }),
      fc.integer({ min: 1, max: 256 }),
      someRuns,
      fc.nat(7),
      (width, entries, runs, cut) => {
        const size = Math.min(entries, 2 ** width);
        const { packed, values } = packHybrid(runs, width, (value) => value % size);
        const dictionary = Uint8Array.from({ length: size }, (_, i) => 255 - i);
        const count = Math.max(1, values.length - cut);
        const indices = new Uint32Array(count);
        unpackHybrid(packed, width, indices);
        const found = new Uint8Array(count);
        bytes.lookUp(packed, width, dictionary, found);
        expect([...found]).toEqual([...indices].map((index) => dictionary[index]));
        if (width > 0)
          expect(() => bytes.lookUp(packed, width, dictionary, new Uint8Array(values.length + 8))).toThrow(
            'too early',
          );
        const highest = Math.max(...indices);
        expect(() => bytes.lookUp(packed, width, dictionary.subarray(0, highest), found)).toThrow(
          `beyond a dictionary of ${highest}`,
        );
      },
    ),
  );
});

test('damaged pages end in an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 16 }), (packed, width) => {
      try {
        bytes.lookUp(packed, width, new Uint8Array(256), new Uint8Array(200));
      } catch (error) {
        expect((error as Error).message).toMatch(/too early|beyond a dictionary/);
      }
    }),
  );
});

test('one run of ones is told from levels with gaps', () => {
  const ones = (count: number) => packHybrid([{ packed: false, length: count, value: 1 }], 1).packed;
  expect(areAll(1, ones(70_000), 70_000)).toBe(true);
  expect(areAll(1, ones(69_999), 70_000)).toBe(false);
  expect(areAll(1, packHybrid([{ packed: false, length: 9, value: 0 }], 1).packed, 9)).toBe(false);
  expect(areAll(1, packHybrid([{ packed: true, length: 2, value: 1 }], 1).packed, 9)).toBe(false);
  expect(areAll(1, new Uint8Array(0), 9)).toBe(false);
});

test('levels of lists of one length are told from all others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      someRuns,
      fc.nat(40),
      fc.boolean(),
      (width, runs, at, right) => {
        const level = (i: number) => ((at + i) % width === 0 ? 0 : 1);
        // Right levels change within most runs, which are packed therefore.
        const shaped = right ? runs.map((run) => ({ ...run, packed: true })) : runs;
        let i = 0;
        const { packed, values } = packHybrid(shaped, 1, (value) => (right ? level(i++) : value));
        const expected = values.every((value, k) => value === level(k));
        expect(areListsOf(width, packed, values.length, at)).toBe(expected);
        if (right) expect(() => areListsOf(width, packed, values.length + 1, at)).toThrow('too early');
      },
    ),
  );
});

test('levels of lists of one length in runs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 9 }), (width, lists) => {
      const begin = { packed: false, length: 1, value: 0 };
      const rest = { packed: false, length: width - 1, value: 1 };
      const { packed, values } = packHybrid(Array.from({ length: lists }, () => [begin, rest]).flat(), 1);
      expect(areListsOf(width, packed, values.length, 3 * width)).toBe(true);
      expect(areListsOf(width, packed, values.length, 1)).toBe(false);
      expect(areListsOf(width + 1, packed, values.length, 0)).toBe(lists === 1);
    }),
  );
});
