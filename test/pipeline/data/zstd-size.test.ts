import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { checkZstdSize, zstdSize } from '@latentscape/pipeline/data/zstd-size';
import { expect, test } from 'vitest';
import { fixture } from './fixture.js';

const block = 2 ** 17;
const packed = readFileSync(fixture('flowers.csv.zst'));

/** A frame without a size, as the command writes what is piped in: so many blocks of 128 KiB, all of one byte. */
function bomb(blocks: number): Buffer {
  const frame = Buffer.alloc(6 + 4 * blocks);
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]);
  for (let i = 0; i < blocks; i++)
    frame.writeUIntLE((block << 3) | (1 << 1) | Number(i === blocks - 1), 6 + 4 * i, 3);
  return frame;
}

test('the size that Zstandard data unpacks to, frame by frame', () => {
  const size = readFileSync(fixture('flowers.csv')).length;
  expect(zstdSize(packed)).toEqual({ bytes: size, isStated: true });
  expect(zstdSize(bomb(3))).toEqual({ bytes: 3 * block, isStated: false });
  expect(zstdSize(Buffer.concat([packed, bomb(2)])).bytes).toBe(size + 2 * block);
  const passedOver = Buffer.from('502a4d1803000000aabbcc', 'hex');
  expect(zstdSize(Buffer.concat([passedOver, packed, packed])).bytes).toBe(2 * size);
  for (let end = 0; end < packed.length; end++) zstdSize(packed.subarray(0, end));
});

test.skipIf(spawnSync('zstd', ['--version']).status !== 0)('of what the zstd command writes', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i * i}\n`).join('');
  for (const length of [100, 300, 70_000, lines.length]) {
    const input = Buffer.from(lines.slice(0, length));
    const pack = (...options: string[]) => spawnSync('zstd', ['-c', ...options], { input }).stdout;
    expect(zstdSize(pack('-9', `--stream-size=${length}`))).toEqual({ bytes: length, isStated: true });
    expect(zstdSize(pack('-1')).bytes).toBeGreaterThanOrEqual(length);
    expect(zstdSize(pack('-1')).bytes).toBeLessThan(length + block);
  }
});

test('what cannot be held is refused before it is unpacked', () => {
  expect(() => checkZstdSize(packed, 'flowers.csv.zst', 2 ** 20)).not.toThrow();
  expect(() => checkZstdSize(bomb(40_000), 'bomb.npy.zst', 8e9)).toThrow(
    'bomb.npy.zst: it unpacks to about 5.2 GB, and 4.3 GB can be held. Unpack it, or compress it with gzip, which is read piece by piece.',
  );
});
