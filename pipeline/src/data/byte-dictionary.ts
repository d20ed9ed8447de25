import { type KernelMemory, Room } from './kernel-memory.js';

/** A kernel writes groups of eight values. */
const group = 8;
const entries = 256;
/** In the kernel's table, where the dictionary has no entry. */
const none = 256;

/** Looks indices of a Parquet file up in dictionaries of bytes. */
export class ByteDictionary {
  private readonly packed: Room;
  private readonly found: Room;
  private readonly table: Uint16Array;

  constructor(private readonly memory: KernelMemory) {
    this.packed = new Room(memory);
    this.found = new Room(memory);
    const { buffer, byteOffset } = memory.bytes(2 * entries);
    this.table = new Uint16Array(buffer, byteOffset, entries);
  }

  /**
   * @param packed indices in Parquet's hybrid of run lengths and bit-packed groups
   * @param width bits an index, at most 16
   * @param dictionary the bytes that are looked up, at most 256
   * @param target filled with one byte an index; in the kernels' memory, up to seven bytes behind it are written too
   * @throws Error when there are too few indices, or one is beyond the dictionary
   */
  lookUp(packed: Uint8Array, width: number, dictionary: Uint8Array, target: Uint8Array): void {
    const { memory, table } = this;
    const start = this.packed.with(packed);
    const place = memory.addressOf(target);
    const found = place === undefined ? this.found.bytes(target.length + group) : target;
    table.fill(none, dictionary.length).set(dictionary);
    // biome-ignore format: as the kernel has them
    const failure = memory.kernels.lookUpBytes(
      start, start + packed.length, width, memory.addressOf(table)!,
      memory.addressOf(found)!, target.length,
    );
    if (failure === 1) throw new Error('a page ends too early');
    if (failure === 2) throw new Error(`a value beyond a dictionary of ${dictionary.length}`);
    if (place === undefined) target.set(found.subarray(0, target.length));
  }
}
