import type { Source } from './source-interface.js';

/** How text that is not UTF-8 is taken: as Windows writes western languages. */
export type TextEncoding = 'utf8' | 'windows-1252';

/** What Windows-1252 has where Latin-1 has control characters, from 0x80 on; five places are free. */
const fromEighty = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The text of some bytes. Node.js's own decoder takes Windows-1252 for Latin-1 in some of its versions. */
export function decodeText(bytes: Buffer, encoding: TextEncoding, start = 0, end = bytes.length): string {
  if (encoding === 'utf8') return bytes.toString('utf8', start, end);
  const text = bytes.toString('latin1', start, end);
  return text.replace(/[\x80-\x9f]/g, (character) => fromEighty[character.charCodeAt(0) - 0x80]);
}

/** The order of bytes of UTF-16, by the byte order mark that Excel and PowerShell write in front. */
export function utf16Order(start: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  // Two bytes of 0xff more begin an Arrow stream.
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : undefined;
}

/** A source of UTF-16 as one of UTF-8, without the byte order mark. */
export function utf8Source(source: Source, order: 'utf-16le' | 'utf-16be'): Source {
  return {
    ...source,
    path: undefined,
    async *chunks() {
      const decoder = new TextDecoder(order);
      for await (const chunk of source.chunks()) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') yield Buffer.from(text);
      }
      const rest = decoder.decode();
      if (rest !== '') yield Buffer.from(rest);
    },
    bytes: async () => Buffer.from(new TextDecoder(order).decode(await source.bytes())),
  };
}
