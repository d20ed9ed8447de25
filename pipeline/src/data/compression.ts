import zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { type KernelMemory, Room } from './kernel-memory.js';

/** Writers make pages of a megabyte or so; a page that says it is larger than this is damaged. */
const mostPageBytes = 2 ** 30;

/** What unpacks these withstands damage: it ends, and takes no more memory than it is told. */
export const sturdyCodecs: readonly string[] = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD'];

type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

/**
 * What unpacks Parquet's pages: Node.js where it can, which is several times as fast as the libraries, else WebAssembly.
 * Absurd sizes are refused before memory is asked for. A page that was unpacked is valid until the next is.
 *
 * @param codecs that are needed, as the file calls them; those that nobody can unpack are left out
 * @param memory where pages lie, and are unpacked to where that spares a copy
 */
export async function decompressors(codecs: Iterable<string>, memory: KernelMemory): Promise<Compressors> {
  const found: Compressors = {};
  for (const codec of codecs as Iterable<keyof Compressors>) {
    if (codec === 'UNCOMPRESSED') continue;
    const decompress = await decompressor(codec, memory);
    if (decompress === undefined) continue;
    found[codec] = (bytes, length) => {
      if (!(length >= 0 && length <= mostPageBytes)) throw new Error(`a page of ${length} bytes`);
      return decompress(bytes, length);
    };
  }
  return found;
}

async function decompressor(codec: keyof Compressors, memory: KernelMemory): Promise<Decompress | undefined> {
  if (codec === 'GZIP') return (bytes, length) => zlib.unzipSync(bytes, atMost(length));
  if (codec === 'BROTLI') return (bytes, length) => zlib.brotliDecompressSync(bytes, atMost(length));
  if (codec === 'ZSTD') return await zstandard();
  if (codec === 'SNAPPY') return snappy(memory);
  return (await import('hyparquet-compressors')).compressors[codec];
}

const atMost = (length: number) => ({ maxOutputLength: Math.max(1, length) });

function snappy(memory: KernelMemory): Decompress {
  const packed = new Room(memory);
  const unpacked = new Room(memory);
  return (bytes, length) => {
    const start = packed.with(bytes);
    const page = unpacked.bytes(length);
    if (memory.kernels.unpackSnappy(start, start + bytes.length, memory.addressOf(page)!, length) !== 0)
      throw new Error('the Snappy data is damaged');
    return page;
  };
}

/** Unpacks what was compressed with Zstandard at once; Node.js can from 22.15 on. */
export async function zstandard(): Promise<Decompress> {
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Buffer };
  if (zstdDecompressSync) return (bytes) => zstdDecompressSync(bytes);
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, length) => {
    const content = decoder.decode(bytes, length);
    if (content.length !== length) throw new Error('the Zstandard data is damaged');
    return content;
  };
}
