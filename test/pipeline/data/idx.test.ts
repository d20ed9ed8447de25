import { parseIdx } from '@latentscape/pipeline/data/idx';
import { describe, expect, test } from 'vitest';

/** An IDX file of shape 2 x 2. */
const idx = (type: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0, 0, type, 2, 0, 0, 0, 2, 0, 0, 0, 2]), data]);

describe('every element type', () => {
  test.each([
    ['unsigned bytes', 8, Buffer.from([0, 1, 127, 255]), Uint8Array.of(0, 1, 127, 255)],
    ['signed bytes', 9, Buffer.from([0, 1, 127, 255]), Int8Array.of(0, 1, 127, -1)],
    ['16-bit integers', 11, Buffer.from('0000000180007fff', 'hex'), Int16Array.of(0, 1, -32768, 32767)],
    [
      '32-bit integers',
      12,
      Buffer.from('00000000000000018000000000000100', 'hex'),
      Int32Array.of(0, 1, -(2 ** 31), 256),
    ],
    ['float32', 13, Buffer.from('3f800000bf8000003e80000040000000', 'hex'), Float32Array.of(1, -1, 0.25, 2)],
    [
      'float64',
      14,
      Buffer.from('3ff0000000000000bff00000000000003fd00000000000004000000000000000', 'hex'),
      Float64Array.of(1, -1, 0.25, 2),
    ],
  ])('%s', (_, type, data, values) => {
    expect(parseIdx(idx(type, data), 'x.idx')).toEqual({ shape: [2, 2], values });
  });
});

test.each([
  ['an empty file', Buffer.alloc(0), 'x.idx: not an IDX file: the magic number is only a few bytes.'],
  ['another format', Buffer.from('PAR1....'), 'x.idx: not an IDX file: the magic number is 0x50415231.'],
  [
    'missing bytes',
    idx(8, Buffer.alloc(3)),
    'x.idx: 1 bytes are missing: the header says 2 x 2. Download it again.',
  ],
  [
    'trailing bytes',
    idx(12, Buffer.alloc(18)),
    'x.idx: 2 bytes are too many: the header says 2 x 2. Download it again.',
  ],
])('%s is refused in one line', (_, bytes, message) => {
  expect(() => parseIdx(bytes, 'x.idx')).toThrow(message);
});
