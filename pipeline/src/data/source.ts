import { constants } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.js';
import { type Format, recogniseFormat } from './format.js';
import { openForReading, readFully } from './open-file.js';
import type { Source } from './source-interface.js';
import { emptyFile, endlessLine, maxBytes, maxLineBytes, tooLong, tooLongJson } from './source-limits.js';
import { utf8Source, utf16Order } from './text-encoding.js';
import { checkZstdSize } from './zstd-size.js';

export type { Source };

const chunkBytes = 1 << 20;
/**
 * Opens a file, a named pipe or standard input (`-`), compressed with gzip or Zstandard or not.
 *
 * @throws UserError when there is no such file, or it is a folder, a device or empty
 */
export async function openSource(path: string): Promise<Source> {
  if (path === '-') {
    if (process.stdin.isTTY) throw new UserError('standard input: nothing is piped in. Name a file instead.');
    return pipeSource(
      'standard input',
      'stdin',
      await collectOnce(path, () => collectPipe(process.stdin, 'stdin', 'standard input')),
    );
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? noSuchFile(path)
      : new UserError(`${path}: cannot be read (${error.code}).`);
  });
  const fileName = basename(path).replace(/\.(gz|zst|zstd)$/i, '');
  if (found.isFIFO())
    return pipeSource(
      path,
      fileName,
      await collectOnce(path, () => collectPipe(createReadStream(path), fileName, path)),
    );
  if (!found.isFile()) {
    throw new UserError(`${path}: this is ${found.isDirectory() ? 'a folder' : 'a device'}, not a file.`);
  }
  if (found.size === 0) throw emptyFile(path);
  const file = fileSource(path, fileName, found.size);
  const start = await startOf(path);
  const packed = packing(start);
  const order = utf16Order(start);
  if (order) return utf8Source(file, order);
  if (packed === 'gzip' || /\.gz$/i.test(path))
    return gzipSource({ ...file, open: () => createReadStream(path, { highWaterMark: chunkBytes }) });
  return packed === 'zstd' || /\.zstd?$/i.test(path)
    ? bytesSource(path, fileName, await unzstd(await file.bytes(), path))
    : file;
}

/** A name without a folder and an ending may be meant for a built-in data set: misspelt, or beside other data. */
function noSuchFile(path: string): UserError {
  const sets = /[./\\]/.test(path)
    ? ''
    : ' A built-in data set ("latentscape demo" lists them) is named alone.';
  return new UserError(`${path}: no such file.${sets}`);
}

/** How content is compressed, by its first bytes: a pipe has no name that says so, and names get lost. */
function packing(start: Buffer): 'gzip' | 'zstd' | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  return start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : undefined;
}

async function startOf(path: string): Promise<Buffer> {
  const file = await openForReading(path);
  try {
    const start = Buffer.alloc(4);
    const { bytesRead } = await file.read(start, 0, 4, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function pipeSource(name: string, fileName: string, content: Buffer): Promise<Source> {
  const order = utf16Order(content);
  if (order) return utf8Source(bytesSource(name, fileName, content), order);
  switch (packing(content)) {
    case 'gzip':
      return gzipSource({ ...bytesSource(name, fileName, content), open: () => Readable.from([content]) });
    case 'zstd':
      return bytesSource(name, fileName, await unzstd(content, name));
    default:
      return bytesSource(name, fileName, content);
  }
}

/** A pipe gives its content once; what it gave is kept, so that it can be told apart by its bytes and then read. */
const piped = new Map<string, Promise<Buffer>>();

function collectOnce(path: string, collectIt: () => Promise<Buffer>): Promise<Buffer> {
  const content = piped.get(path) ?? collectIt();
  piped.set(path, content);
  return content;
}

/**
 * All that a pipe gives. A line of text that never ends is told while it comes in, before it fills the memory, and so
 * is JSON that is too long; compressed content is looked at when it is unpacked.
 */
async function collectPipe(stream: AsyncIterable<Buffer>, fileName: string, name: string): Promise<Buffer> {
  let format: Format | undefined;
  let lines = 1;
  let lineStart = 0;
  let length = 0;
  const watch = (part: Buffer) => {
    format ??= packing(part) === undefined ? recogniseFormat(fileName, part.subarray(0, 64)) : 'npz';
    length += part.length;
    if (format === 'json' && length > constants.MAX_STRING_LENGTH) throw tooLongJson(name);
    if (format !== 'csv' && format !== 'jsonl') return;
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) {
      lines++;
      lineStart = length - part.length + at + 1;
    }
    // In a quoted value, line ends do not end the line: the scanner will see to that.
    if (length - lineStart > maxLineBytes) throw endlessLine(name, lines, format);
  };
  return await collect(stream, name, watch);
}

/** The first bytes, at least `count` where there are as many. */
export async function headOf(source: Source, count = chunkBytes): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    parts.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= count) break;
  }
  if (length === 0) throw emptyFile(source.name);
  return Buffer.concat(parts);
}

/** Content that is in memory already. */
export function bytesSource(name: string, fileName: string, content: Buffer): Source {
  if (content.length === 0) throw emptyFile(name);
  return {
    name,
    fileName,
    size: content.length,
    async *chunks() {
      for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
    },
    bytes: async () => content,
  };
}

function fileSource(path: string, fileName: string, size: number): Source {
  return {
    name: path,
    fileName,
    size,
    path,
    async *chunks() {
      const file = await openForReading(path);
      try {
        const buffer = Buffer.allocUnsafeSlow(chunkBytes);
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, chunkBytes);
          if (bytesRead === 0) return;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    async bytes() {
      if (size > maxBytes) throw tooLong(path);
      const buffer = Buffer.allocUnsafeSlow(size);
      const file = await openForReading(path);
      try {
        await readFully(file, buffer, 0);
      } finally {
        await file.close();
      }
      return buffer;
    },
  };
}

function gzipSource({ open: openPacked, ...file }: Source & { open(): Readable }): Source {
  const { name } = file;
  async function* chunks() {
    const unzip = createGunzip({ chunkSize: chunkBytes });
    const input = openPacked();
    input.on('error', (error) => unzip.destroy(error));
    try {
      for await (const chunk of input.pipe(unzip)) yield chunk as Buffer;
    } catch (error) {
      throw damaged(name, 'gzip', error);
    } finally {
      input.destroy();
    }
  }
  // Tables of text shrink to a third or less; the size only serves to guess the number of rows.
  return { ...file, path: undefined, size: file.size * 4, chunks, bytes: () => collect(chunks(), name) };
}

async function unzstd(content: Buffer, name: string): Promise<Buffer> {
  checkZstdSize(content, name);
  const { decompressZstd } = await import('hyparquet-compressors');
  try {
    return Buffer.from(decompressZstd(content));
  } catch (error) {
    throw damaged(name, 'Zstandard', error);
  }
}

async function collect(
  stream: AsyncIterable<Buffer>,
  name: string,
  watch: (part: Buffer) => void = () => {},
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    watch(part);
    parts.push(part);
    length += part.length;
    if (length > maxBytes) throw tooLong(name);
  }
  if (length === 0) throw emptyFile(name);
  return Buffer.concat(parts);
}

const damaged = (name: string, format: string, error: unknown) =>
  new UserError(
    `${name}: the ${format} data is damaged or cut off (${(error as Error).message}). Copy the file again.`,
  );
