// Google's Snappy, as Parquet compresses pages with it (github.com/google/snappy, format_description.txt).

/**
 * Unpacks a block. Up to 16 bytes beyond the input are read, and up to 16 beyond the output written; neither counts.
 *
 * @param length bytes of the unpacked content
 * @returns 0, or 1 when the block is damaged or of another length
 */
export function unpackSnappy(start: usize, end: usize, target: usize, length: u32): i32 {
  let at = start;
  let announced: u32 = 0;
  for (let shift: u32 = 0; ; shift += 7) {
    if (at >= end || shift > 28) return 1;
    const byte = <u32>load<u8>(at++);
    announced |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (announced != length) return 1;
  const last = target + length;
  let out = target;
  while (at < end) {
    const tag = <u32>load<u8>(at++);
    let count = tag >>> 2;
    if ((tag & 3) == 0) {
      if (count >= 60) {
        const bytes = count - 59;
        count = load<u32>(at) & (0xffffffff >>> ((4 - bytes) << 3));
        at += bytes;
      }
      // Compared before one is added, which might overflow.
      if (at >= end || count >= <u32>(end - at) || count >= <u32>(last - out)) return 1;
      count++;
      if (count <= 16) v128.store(out, v128.load(at));
      else memory.copy(out, at, count);
      at += count;
      out += count;
      continue;
    }
    let distance: u32;
    if ((tag & 3) == 1) {
      count = (count & 7) + 4;
      distance = ((tag >>> 5) << 8) | <u32>load<u8>(at++);
    } else {
      count++;
      distance = (tag & 3) == 2 ? <u32>load<u16>(at) : load<u32>(at);
      at += (tag & 3) == 2 ? 2 : 4;
    }
    if (at > end || distance == 0 || distance > <u32>(out - target) || count > <u32>(last - out)) return 1;
    const full = out + count;
    let from = out - distance;
    // Most of what repeats within 16 bytes is one byte, as in runs of zeros; the rest is doubled until it is longer.
    if (distance == 1) {
      const byte = i8x16.splat(load<u8>(from));
      for (; out < full; out += 16) v128.store(out, byte);
      out = full;
      continue;
    }
    while (out - from < 16 && out < full) {
      const known = out - from;
      v128.store(out, v128.load(from));
      out += known;
    }
    for (; out < full; out += 16, from += 16) v128.store(out, v128.load(from));
    out = full;
  }
  return out == last ? 0 : 1;
}
