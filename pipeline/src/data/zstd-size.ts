import { UserError } from '../errors.js';
import { availableMemory, sizeText } from './memory.js';
import { maxBytes } from './source-limits.js';

const frameMagic = 0xfd2fb528;
/** The last half-byte of a frame to pass over is any. */
const skippableMagic = 0x184d2a50;
const mostBlockBytes = 2 ** 17;
/** Types of a block; others hold their bytes as they are. */
const repeated = 1;
const compressed = 2;

/** Where no size is stated, this many times the bytes is what only data made for it unpack to. */
const mostPerByte = 1000;

/**
 * How many bytes Zstandard data unpacks to (RFC 8878): what its frames state, else, by the heads of their blocks, the
 * most that it can be, several times too much where the blocks are small. Data cut off counts as far as it goes.
 */
export function zstdSize(content: Buffer): { readonly bytes: number; readonly isStated: boolean } {
  let bytes = 0;
  let isStated = true;
  for (let at = 0; at + 8 <= content.length; ) {
    const magic = content.readUInt32LE(at);
    if (magic >>> 4 === skippableMagic >>> 4) {
      at += 8 + content.readUInt32LE(at + 4);
      continue;
    }
    if (magic !== frameMagic) break;
    const descriptor = content[at + 4];
    const isSingle = (descriptor & 0x20) !== 0;
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6];
    at += 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3] + sizeBytes;
    if (at > content.length) break;
    if (sizeBytes > 0) bytes += statedSize(content, at - sizeBytes, sizeBytes);
    else isStated = false;
    for (let isLast = false; !isLast && at + 3 <= content.length; ) {
      const head = content.readUIntLE(at, 3);
      isLast = (head & 1) === 1;
      const type = (head >> 1) & 3;
      const length = head >> 3;
      at += 3 + (type === repeated ? 1 : length);
      if (sizeBytes === 0) bytes += type === compressed ? mostBlockBytes : length;
    }
    if ((descriptor & 4) !== 0) at += 4;
  }
  return { bytes, isStated };
}

function statedSize(content: Buffer, at: number, width: number): number {
  if (width === 8) return Number(content.readBigUInt64LE(at));
  return content.readUIntLE(at, width) + (width === 2 ? 256 : 0);
}

/** Zstandard data is held in memory as a whole. @throws UserError, before it is unpacked, when it cannot be */
export function checkZstdSize(content: Buffer, name: string, available = availableMemory()): void {
  const most = Math.min(maxBytes, available);
  const { bytes, isStated } = zstdSize(content);
  if (bytes <= most || (!isStated && bytes < mostPerByte * content.length)) return;
  throw new UserError(
    `${name}: it unpacks to about ${sizeText(bytes)}, and ${sizeText(most)} can be held. ` +
      'Unpack it, or compress it with gzip, which is read piece by piece.',
  );
}
