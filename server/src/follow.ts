import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A whole line of a growing file, and the byte offset just behind it. */
export interface FollowedLine {
  readonly text: string;
  readonly end: number;
}

export interface FollowOptions {
  /** Byte offset to start at: the `end` of the last line that was read. @default 0 */
  readonly from?: number;
  /** Milliseconds between looks at the file once its end is reached. @default 250 */
  readonly interval?: number;
  readonly signal: AbortSignal;
}

const newline = 10;
const chunkBytes = 64 * 1024;

/**
 * Yields the lines of a file as they are written, like `tail -f`, and `'restart'` when the file became shorter (it was
 * written anew, so reading starts over). A last line without its newline is held back until it is whole.
 * Ends when the signal aborts or the file is gone. Looking at the file's size is used rather than file watching,
 * because it works on every file system.
 */
export async function* follow(
  file: string,
  options: FollowOptions,
): AsyncGenerator<FollowedLine | 'restart'> {
  const { from = 0, interval = 250, signal } = options;
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let partial = Buffer.alloc(0);
  let offset = from;
  while (!signal.aborted) {
    const chunk = await readAt(file, buffer, offset);
    if (chunk === undefined) return;
    if (chunk === 'shorter') {
      offset = 0;
      partial = Buffer.alloc(0);
      yield 'restart';
      continue;
    }
    if (chunk.length === 0) {
      await delay(interval, undefined, { signal }).catch(() => undefined);
      continue;
    }
    offset += chunk.length;
    partial = Buffer.concat([partial, chunk]);
    for (let end = partial.indexOf(newline); end >= 0 && !signal.aborted; end = partial.indexOf(newline)) {
      const text = partial.subarray(0, end).toString('utf8');
      partial = partial.subarray(end + 1);
      if (text.trim() !== '') yield { text, end: offset - partial.length };
    }
  }
}

/** The bytes at `offset`; empty at the end of the file, `'shorter'` beyond it, undefined when there is no file. */
async function readAt(file: string, buffer: Buffer, offset: number): Promise<Buffer | 'shorter' | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    if (size < offset) return 'shorter';
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
