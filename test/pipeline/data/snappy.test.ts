import { decompressors } from '@latentscape/pipeline/data/compression';
import { KernelMemory } from '@latentscape/pipeline/data/kernel-memory';
import fc from 'fast-check';
import { compressors } from 'hyparquet-compressors';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { expect, test } from 'vitest';

const { SNAPPY: unpack } = await decompressors(['SNAPPY'], new KernelMemory());

/** Bytes that repeat themselves at all distances, and some that do not. */
const content = fc
  .array(
    fc.record({
      piece: fc.uint8Array({ minLength: 1, maxLength: 90 }),
      times: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) =>
    Uint8Array.from(
      parts.flatMap(({ piece, times }) => Array.from({ length: times }, () => [...piece]).flat()),
    ),
  );

test('what another program packs is unpacked', () => {
  fc.assert(
    fc.property(content, (bytes) => {
      expect([...unpack!(snappyCompress(bytes), bytes.length)]).toEqual([...bytes]);
    }),
  );
});

test('long literals and copies from far away', () => {
  // In Snappy's own format: a length, a literal of 70,000 bytes, and a copy of 64 from 70,000 before.
  const literal = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7919) >> 3);
  const length = 70_064;
  const head = [(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14];
  const last = 70_000 - 1;
  const far = [(63 << 2) | 3, 70_000 & 0xff, (70_000 >> 8) & 0xff, 70_000 >> 16, 0];
  const block = Uint8Array.from([
    ...head,
    62 << 2,
    last & 0xff,
    (last >> 8) & 0xff,
    last >> 16,
    ...literal,
    ...far,
  ]);
  expect(Buffer.compare(unpack!(block, length), Buffer.from([...literal, ...literal.subarray(0, 64)]))).toBe(
    0,
  );
});

test('damaged blocks end in an error, or in what another program makes of them', () => {
  fc.assert(
    fc.property(
      content,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(),
      (bytes, hits, cut) => {
        const block = snappyCompress(bytes);
        for (const [place, value] of hits) block[place % block.length] = value;
        const damaged = block.subarray(0, block.length - (cut % 3));
        let unpacked: Uint8Array | undefined;
        try {
          unpacked = unpack!(damaged, bytes.length);
        } catch (error) {
          expect((error as Error).message).toBe('the Snappy data is damaged');
        }
        if (unpacked) expect([...unpacked]).toEqual([...compressors.SNAPPY!(damaged, bytes.length)]);
      },
    ),
  );
});
