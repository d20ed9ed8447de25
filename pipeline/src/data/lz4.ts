const magic = 0x184d2204;

/**
 * Decompresses one LZ4 frame, as Arrow and Feather files use it (lz4.org, frame format 1.6). Checksums are not verified.
 *
 * @param length bytes of the decompressed content
 */
export function decompressLz4Frame(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== magic) throw new Error('not an LZ4 frame');
  const flags = frame[4];
  const blockChecksumBytes = flags & 0x10 ? 4 : 0;
  const contentSizeBytes = flags & 0x08 ? 8 : 0;
  const dictionaryBytes = flags & 0x01 ? 4 : 0;
  const output = new Uint8Array(length);
  let at = 7 + contentSizeBytes + dictionaryBytes;
  let written = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const block = frame.subarray(at, at + (size & 0x7fffffff));
    if (size & 0x80000000) {
      output.set(block, written);
      written += block.length;
    } else {
      written = decompressBlock(block, output, written);
    }
    at += block.length + blockChecksumBytes;
  }
  if (written !== length) throw new Error(`an LZ4 frame of ${written} bytes where ${length} were expected`);
  return output;
}

/** Blocks may refer to the output of earlier blocks, so all share one output. Returns where the output now ends. */
function decompressBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let written = start;
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    if (nibble === 15) {
      let byte: number;
      do {
        byte = block[at++];
        length += byte;
      } while (byte === 255);
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = lengthFrom(token >> 4);
    output.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    if (at >= block.length) break;
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    const matched = lengthFrom(token & 15) + 4;
    if (distance === 0 || distance > written || written + matched > output.length)
      throw new Error('damaged LZ4 data');
    // Byte by byte: a match may overlap what it produces.
    for (const end = written + matched; written < end; written++)
      output[written] = output[written - distance];
  }
  return written;
}
