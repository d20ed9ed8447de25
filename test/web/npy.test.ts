import { describe, expect, it } from 'vitest';
import { parseNpy } from '../../web/src/data/npy.js';

describe('.npy files', () => {
  it.each([
    ['nothing', new Uint8Array(4)],
    ['text', new TextEncoder().encode('this is no array at all')],
  ])('are refused when they hold %s', (_, bytes) => {
    expect(() => parseNpy(bytes.buffer)).toThrow('not a .npy file');
  });
});
