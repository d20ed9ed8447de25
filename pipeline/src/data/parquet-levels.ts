/** Goes through Parquet's hybrid of run lengths and bit-packed groups, run by run. */
class Runs {
  /** Where the next byte is: after `next`, that of the run's value or of its first group. */
  at = 0;
  /** Whether the run is of groups of eight; else it is of one value. */
  isPacked = false;
  /** How many values the run is of, some of which may be beyond the last that counts. */
  length = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @throws Error when there is no further run */
  next(): void {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (this.at >= this.bytes.length || shift > 28) throw new Error('a page ends too early');
      const byte = this.bytes[this.at++];
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    this.isPacked = (header & 1) === 1;
    this.length = (header >>> 1) * (this.isPacked ? 8 : 1);
  }
}

/**
 * Unpacks Parquet's hybrid of run lengths and bit-packed groups until the target is full.
 *
 * @param width bits a value, at most 32
 * @throws Error when the bytes end before the target is full
 */
export function unpackHybrid(bytes: Uint8Array, width: number, target: Uint8Array | Uint32Array): void {
  if (!(width >= 0 && width <= 32)) throw new Error(`values of ${width} bits`);
  const runBytes = (width + 7) >> 3;
  const runs = new Runs(bytes);
  for (let filled = 0; filled < target.length; ) {
    runs.next();
    const count = Math.min(target.length - filled, runs.length);
    if (runs.isPacked) {
      // The last group may be cut off after the last value that counts.
      if (runs.at + Math.ceil((count * width) / 8) > bytes.length) throw new Error('a page ends too early');
      unpackBits(bytes, runs.at, width, target, filled, count);
      runs.at += (runs.length / 8) * width;
    } else {
      let value = 0;
      for (let i = 0; i < runBytes; i++) value |= bytes[runs.at++] << (8 * i);
      target.fill(value >>> 0, filled, filled + count);
    }
    filled += count;
  }
}

/** Levels that a page may have; more of them are damage. */
const mostLevels = 2 ** 30;

/** 1 where a row has a value; undefined when all have. */
export function presence(packed: Uint8Array, count: number): Uint8Array | undefined {
  if (areAll(1, packed, count)) return undefined;
  const levels = unpackLevels(packed, 1, count);
  return levels.includes(0) ? levels : undefined;
}

/** @param highest the largest level that there may be, 255 at most */
export function unpackLevels(packed: Uint8Array, highest: number, count: number): Uint8Array {
  if (!(count >= 0 && count <= mostLevels)) throw new Error(`a page of ${count} values`);
  const levels = new Uint8Array(count);
  unpackHybrid(packed, 32 - Math.clz32(highest), levels);
  return levels;
}

/** Whether the bytes are one run of that level, at least `count` long: so do levels without gaps look. */
export function areAll(level: number, packed: Uint8Array, count: number): boolean {
  if (packed.length === 0) return false;
  const runs = new Runs(packed);
  runs.next();
  return !runs.isPacked && runs.length >= count && packed[runs.at] === level;
}

/**
 * Whether lists of one length begin where they should: a level of 0 there, and of 1 elsewhere.
 *
 * @param packed repetition levels
 * @param at how many values came before
 * @throws Error when the bytes end before there are so many levels
 */
export function areListsOf(width: number, packed: Uint8Array, count: number, at: number): boolean {
  let place = at % width;
  const runs = new Runs(packed);
  for (let left = count; left > 0; ) {
    runs.next();
    const length = Math.min(left, runs.length);
    if (runs.isPacked) {
      if (runs.at + Math.ceil(length / 8) > packed.length) throw new Error('a page ends too early');
      if (!areBitsOf(width, packed, runs.at, length, place)) return false;
      runs.at += runs.length / 8;
    } else {
      const begins = packed[runs.at++] === 0;
      const fits = begins
        ? place === 0 && (length === 1 || width === 1)
        : place > 0 && place + length <= width;
      if (length > 0 && !fits) return false;
    }
    place = (place + length) % width;
    left -= length;
  }
  return true;
}

/** The same for levels of one bit each, from a byte on; the first level is that of a place in its list. */
function areBitsOf(width: number, bits: Uint8Array, at: number, count: number, first: number): boolean {
  let place = first;
  for (let i = 0; i < count; ) {
    const byte = bits[at + (i >> 3)];
    if (byte === 0xff && place > 0 && place + 8 <= width && i + 8 <= count) {
      place = (place + 8) % width;
      i += 8;
      continue;
    }
    for (const end = Math.min(count, i + 8); i < end; i++) {
      if (((byte >> (i & 7)) & 1) !== (place === 0 ? 0 : 1)) return false;
      if (++place === width) place = 0;
    }
  }
  return true;
}

function unpackBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  target: Uint8Array | Uint32Array,
  at: number,
  count: number,
): void {
  if (width === 8) {
    target.set(bytes.subarray(start, start + count), at);
    return;
  }
  if (width > 24) {
    unpackWide(bytes, start, width, target, at, count);
    return;
  }
  const mask = (1 << width) - 1;
  let bits = 0;
  let held = 0;
  let p = start;
  for (let i = at; i < at + count; i++) {
    while (held < width) {
      bits |= bytes[p++] << held;
      held += 8;
    }
    target[i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** More than 24 bits do not fit beside the rest of a byte into 32. */
function unpackWide(
  bytes: Uint8Array,
  start: number,
  width: number,
  target: Uint8Array | Uint32Array,
  at: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const bit = i * width;
    let value = 0;
    for (let k = 0, p = start + (bit >> 3); k < 5; k++) value += (bytes[p + k] ?? 0) * 2 ** (8 * k);
    target[at + i] = Math.floor(value / 2 ** (bit & 7)) % 2 ** width;
  }
}
