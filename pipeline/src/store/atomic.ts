import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.js';

/** A file that a stage wrote, as the manifest lists it; `path` is relative to the run folder, with forward slashes. */
export interface Output {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What may be written to a file: bytes, text, or chunks of either that arrive over time. */
export type Content =
  | Uint8Array
  | string
  | Iterable<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>;

const temporarySuffix = '.tmp';

/**
 * Writes a file so that a reader, or a process killed at any instant, sees the old file or the new one and never a
 * part: to a temporary name in the same folder, flushed to the disk, then renamed.
 *
 * @returns the file's size and SHA-256, computed on the way.
 * @throws UserError (exit code 1) when the disk is full or the place cannot be written to.
 */
export async function writeAtomic(file: string, content: Content): Promise<Omit<Output, 'path'>> {
  const temporary = `${file}.${process.pid}${temporarySuffix}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const written = await writeAndFlush(temporary, content);
    await rename(temporary, file);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw explainWriteError(error, file);
  }
}

async function writeAndFlush(file: string, content: Content): Promise<Omit<Output, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'w');
  try {
    const chunks = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for await (const chunk of chunks) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      await handle.writeFile(buffer);
      hash.update(buffer);
      bytes += buffer.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

const advice: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space and run the same command again, finished stages are kept',
  EDQUOT:
    'your disk quota is used up; free some space and run the same command again, finished stages are kept',
  EFBIG: 'the file would be larger than this system allows',
  EACCES: 'you may not write there; choose another folder or change its permissions',
  EPERM: 'you may not write there; choose another folder or change its permissions',
  EROFS: 'that disk is read-only; choose another folder',
  ENOTDIR: 'a part of that path is a file, not a folder; choose another folder',
  EEXIST: 'a part of that path is a file, not a folder; choose another folder',
  EISDIR: 'that path is a folder; choose another name',
  EIO: 'the disk reported an error; check it, then run the same command again',
  EMFILE: 'too many files are open; raise the limit (ulimit -n) and run the same command again',
  ENAMETOOLONG: 'that name is too long; choose a shorter one',
};

/** Turns a refusal of the file system into one line that says what to do; other errors pass through. */
export function explainWriteError(error: unknown, file: string): unknown {
  const code = (error as NodeJS.ErrnoException)?.code;
  const what = code === undefined ? undefined : advice[code];
  return what === undefined ? error : new UserError(`${file}: cannot be written (${code}): ${what}.`, 1);
}

/** Removes temporary files that a killed process left in a folder and its subfolders. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith(temporarySuffix)) {
      await rm(path.join(entry.parentPath, entry.name), { force: true });
    }
  }
}
