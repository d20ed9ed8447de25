/** Types of Thrift's compact protocol, in which Parquet writes its footer and the heads of its pages. */
const isTrue = 1;
const isFalse = 2;
const byte = 3;
const double = 7;
const binary = 8;
const list = 9;
const set = 10;
const map = 11;
const struct = 12;

/** Parquet nests structs a few deep. */
const deepest = 32;

/**
 * Reads Thrift's compact protocol field by field, so that only what is wanted is made into values. Every step takes at
 * least one byte: whatever the bytes are, reading ends.
 */
export class ThriftReader {
  /** Where the next byte is. */
  at = 0;
  private depth = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @param read called with the number and the type of each field; a field of which it reads nothing is skipped */
  struct(read: (field: number, type: number) => void): void {
    if (++this.depth > deepest) throw new Error('its metadata is nested too deeply');
    let field = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) break;
      const type = head & 15;
      field = head > 15 ? field + (head >> 4) : this.integer();
      const before = this.at;
      read(field, type);
      if (this.at === before) this.skip(type);
    }
    this.depth--;
  }

  /** @param read called for each element, of which it must read all */
  list<T>(read: () => T): T[] {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    const values: T[] = [];
    for (let i = 0; i < size; i++) values.push(read());
    return values;
  }

  /** A whole number of any width; beyond 2^53 it loses digits. */
  integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  binary(): Uint8Array {
    const length = this.varint();
    const start = this.at;
    this.pass(length);
    return this.bytes.subarray(start, start + length);
  }

  text(): string {
    const { buffer, byteOffset, length } = this.binary();
    return Buffer.from(buffer, byteOffset, length).toString();
  }

  private byte(): number {
    if (this.at >= this.bytes.length) throw new Error('its metadata ends too early');
    return this.bytes[this.at++];
  }

  private varint(): number {
    let next = this.byte();
    let value = next & 127;
    for (let unit = 128; next > 127; unit *= 128) {
      next = this.byte();
      value += (next & 127) * unit;
    }
    return value;
  }

  private pass(length: number): void {
    if (!(length <= this.bytes.length - this.at)) throw new Error('its metadata ends too early');
    this.at += length;
  }

  private skip(type: number): void {
    if (type === isTrue || type === isFalse) return;
    if (type === byte) this.pass(1);
    else if (type < double) this.varint();
    else if (type === double) this.pass(8);
    else if (type === binary) this.pass(this.varint());
    else if (type === list || type === set) this.skipList();
    else if (type === map) this.skipMap();
    else if (type === struct) this.struct(() => {});
    else throw new Error(`its metadata has a field of type ${type}`);
  }

  private skipList(): void {
    const start = this.at;
    const type = this.byte() & 15;
    this.at = start;
    this.list(() => this.skipElement(type));
  }

  private skipMap(): void {
    const size = this.varint();
    const types = size > 0 ? this.byte() : 0;
    for (let i = 0; i < size; i++) {
      this.skipElement(types >> 4);
      this.skipElement(types & 15);
    }
  }

  /** In lists and maps, what is true or false takes a byte. */
  private skipElement(type: number): void {
    this.skip(type === isTrue || type === isFalse ? byte : type);
  }
}
