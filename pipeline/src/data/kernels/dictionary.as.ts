// Parquet's columns of dictionary indices, where the dictionary holds bytes.

/**
 * Unpacks the hybrid of run lengths and bit-packed groups, and looks every index up. Memory beyond `end` is read, by
 * less than a word, but never counts.
 *
 * @param width bits an index, at most 16: writers take a bit more than they need
 * @param table 256 entries of 16 bits: the byte, or something beyond 255 where there is none
 * @param target room for `count` bytes and a group of eight more
 * @returns 0, or 1 when the bytes end too early, or 2 when an index is beyond the entries
 */
export function lookUpBytes(
  start: usize,
  end: usize,
  width: u32,
  table: usize,
  target: usize,
  count: u32,
): i32 {
  const mask: u32 = (1 << width) - 1;
  const last = target + count;
  const zero = lookUp(table, 0);
  const zeros = <u64>(zero & 255) * 0x0101010101010101;
  let at = start;
  let out = target;
  while (out < last) {
    let header: u32 = 0;
    for (let shift: u32 = 0; ; shift += 7) {
      if (at >= end || shift > 28) return 1;
      const byte = <u32>load<u8>(at++);
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const left = <u32>(last - out);
    if ((header & 1) == 0) {
      const bytes = (width + 7) >>> 3;
      if (at + bytes > end) return 1;
      const index: u32 = bytes == 0 ? 0 : bytes == 1 ? <u32>load<u8>(at) : <u32>load<u16>(at);
      at += bytes;
      const byte = lookUp(table, index);
      if (byte > 255) return 2;
      const length = min(left, header >>> 1);
      memory.fill(out, <u8>byte, length);
      out += length;
      continue;
    }
    const groups = header >>> 1;
    const length = <u32>min(<u64>left, (<u64>groups) << 3);
    // The last group may be cut off after the last value that counts.
    if (<u64>(end - at) < (<u64>length * width + 7) >>> 3) return 1;
    // Eight indices take `width` bytes; two words that overlap hold four each.
    const half = width >>> 1;
    const rest = (width & 1) << 2;
    // Bits beyond a byte tell that there was an index without an entry.
    let found: u32 = 0;
    const full = out + (length & ~7);
    let from = at;
    for (; out < full; out += 8, from += width) {
      let low = load<u64>(from);
      let high = load<u64>(from + half) >>> rest;
      // Most indices of sparse tables are 0.
      if ((low | high) == 0) {
        store<u64>(out, zeros);
        found |= zero;
        continue;
      }
      for (let k: usize = 0; k < 4; k++) {
        const first = lookUp(table, <u32>low & mask);
        const second = lookUp(table, <u32>high & mask);
        found |= first | second;
        store<u8>(out + k, <u8>first);
        store<u8>(out + k + 4, <u8>second);
        low >>= width;
        high >>= width;
      }
    }
    for (let k: usize = 0; k < (length & 7); k++) {
      const word = k < 4 ? load<u64>(from) : load<u64>(from + half) >>> rest;
      const byte = lookUp(table, <u32>(word >> ((k & 3) * width)) & mask);
      found |= byte;
      store<u8>(out++, <u8>byte);
    }
    if (found > 255) return 2;
    at += <usize>groups * width;
  }
  return 0;
}

/** The entry of an index; beyond 255 where there is none. */
function lookUp(table: usize, index: u32): u32 {
  return <u32>load<u16>(table + ((index & 255) << 1)) | (index & 0xff00);
}
