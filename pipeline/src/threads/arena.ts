import { UserError } from '../errors.js';
import { mostBytes, pageBytes } from './memory.js';

/** A place in an arena's memory. */
export type Address = number;

/**
 * WebAssembly memory handed out from the bottom up. Nothing is freed one by one: `mark` remembers a height and
 * `release` falls back to it.
 */
export class Arena {
  private top: Address;
  private highest: Address;

  /** @param start what lies below is left alone; the first page is the module's */
  constructor(
    readonly memory: WebAssembly.Memory,
    start: Address = pageBytes,
  ) {
    this.top = start;
    this.highest = start;
  }

  /** Takes `bytes` (uninitialised, aligned to 64). */
  take(bytes: number): Address {
    const address = this.top;
    this.top = Math.ceil((address + bytes) / 64) * 64;
    if (this.top > mostBytes) {
      throw new UserError(
        `so many rows need ${(this.top / 2 ** 30).toFixed(1)} GiB at once, more than the 4 GiB that WebAssembly ` +
          'can address; take a sample of them, or lower the perplexity',
      );
    }
    const missing = this.top - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing);
    this.highest = Math.max(this.highest, this.top);
    return address;
  }

  private grow(bytes: number): void {
    try {
      this.memory.grow(Math.ceil(bytes / pageBytes));
    } catch {
      const held = (this.memory.buffer.byteLength / 2 ** 30).toFixed(1);
      throw new UserError(
        `the system gives the kernels no more memory than ${held} GiB; free some, or take a sample of the rows`,
        1,
      );
    }
  }

  /** Takes room for the values and copies them in. */
  put(values: Float32Array | Float64Array | Int32Array | Uint32Array): Address {
    const address = this.take(values.byteLength);
    this.bytes(address, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return address;
  }

  mark(): Address {
    return this.top;
  }

  release(mark: Address): void {
    this.top = mark;
  }

  /** The most bytes that were in use at once. */
  get peak(): number {
    return this.highest;
  }

  // Views are made anew each time: growing the memory leaves older ones behind.
  bytes(address: Address, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }
  f32(address: Address, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }
  f64(address: Address, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }
  i32(address: Address, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }
  u32(address: Address, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }
}
