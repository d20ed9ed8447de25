// Parquet's columns of dictionary indices, where the dictionary holds bytes.

/**
 * Unpacks the hybrid of run lengths and bit-packed groups, and looks every index up. Memory beyond `end` is read, by
 * less than a word, but never counts.
 *
 * @param width bits an index, at most 16: writers take a bit more than they need
 * @param table 256 bytes, of which those below `entries` mean something
 * @param target room for `count` bytes and a group of eight more
 * @returns 0, or 1 when the bytes end too early, or 2 when an index is beyond the entries
 */
export function lookUpBytes(
  start: usize,
  end: usize,
  width: u32,
  table: usize,
  entries: u32,
  target: usize,
  count: u32,
): i32 {
  const mask: u32 = (1 << width) - 1;
  const last = target + count;
  const zeros = <u64>load<u8>(table) * 0x0101010101010101;
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
      if (index >= entries) return 2;
      const length = min(left, header >>> 1);
      memory.fill(out, load<u8>(table + index), length);
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
    let highest: u32 = 0;
    const full = out + length;
    for (let from = at; out < full; out += 8, from += width) {
      let low = load<u64>(from);
      let high = load<u64>(from + half) >>> rest;
      // Most indices of sparse tables are 0.
      if ((low | high) == 0) {
        store<u64>(out, zeros);
        continue;
      }
      for (let k: usize = 0; k < 4; k++) {
        const first = <u32>low & mask;
        const second = <u32>high & mask;
        if (out + k < full) highest = max(highest, first);
        if (out + k + 4 < full) highest = max(highest, second);
        store<u8>(out + k, load<u8>(table + (first & 255)));
        store<u8>(out + k + 4, load<u8>(table + (second & 255)));
        low >>= width;
        high >>= width;
      }
    }
    out = full;
    if (highest >= entries) return 2;
    at += <usize>groups * width;
  }
  return 0;
}
