import zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';

/** Writers make pages of a megabyte or so; a page that says it is larger than this is damaged. */
const mostPageBytes = 2 ** 30;

type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

/**
 * What unpacks Parquet's pages: Node.js where it can, which is several times as fast as the libraries, else WebAssembly.
 * Absurd sizes are refused before memory is asked for.
 *
 * @param codecs that are needed, as the file calls them; those that nobody can unpack are left out
 */
export async function decompressors(codecs: Iterable<string>): Promise<Compressors> {
  const { compressors: libraries } = await import('hyparquet-compressors');
  const found: Compressors = {};
  for (const codec of codecs as Iterable<keyof Compressors>) {
    const decompress = await decompressor(codec, libraries);
    if (decompress === undefined) continue;
    found[codec] = (bytes, length) => {
      if (!(length >= 0 && length <= mostPageBytes)) throw new Error(`a page of ${length} bytes`);
      return decompress(bytes, length);
    };
  }
  return found;
}

async function decompressor(
  codec: keyof Compressors,
  libraries: Compressors,
): Promise<Decompress | undefined> {
  if (codec === 'GZIP') return (bytes) => zlib.unzipSync(bytes);
  if (codec === 'BROTLI') return (bytes) => zlib.brotliDecompressSync(bytes);
  if (codec === 'ZSTD') return await zstandard();
  return libraries[codec];
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
