import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.js';

/** Fills the buffer from a position of the file on. */
export async function readFully(file: FileHandle, buffer: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < buffer.length; ) {
    // One call reads at most 2 GiB.
    const { bytesRead } = await file.read(buffer, at, Math.min(buffer.length - at, 2 ** 30), position + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
}

export async function openForReading(path: string): Promise<FileHandle> {
  return await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${path}: cannot be read (${error.code}).`);
  });
}
