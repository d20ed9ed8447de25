import { openForReading, readFully } from './open-file.js';
import type { Source } from './source.js';

/** Content of which parts can be read. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes from `start` to before `end`, in memory of their own. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** Fills the target with the bytes from `start` on. */
  read(target: Uint8Array, start: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the content for reading parts of it: a plain file stays on the disk, everything else is held in memory. */
export async function openParts(source: Source): Promise<RandomAccess> {
  if (source.path === undefined) {
    const content = await source.bytes();
    return {
      byteLength: content.length,
      slice: async (start, end) => new Uint8Array(content.subarray(start, end)).buffer,
      read: async (target, start) => target.set(content.subarray(start, start + target.length)),
      close: async () => {},
    };
  }
  const { size } = source;
  const file = await openForReading(source.path);
  return {
    byteLength: size,
    async slice(start, end = size) {
      const buffer = new ArrayBuffer(Math.min(end, size) - start);
      await readFully(file, new Uint8Array(buffer), start);
      return buffer;
    },
    read: async (target, start) => await readFully(file, target, start),
    close: () => file.close(),
  };
}
