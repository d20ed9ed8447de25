import { UserError } from '../errors.js';
import { type DataKernels, dataKernels } from './kernels.js';

/** What the kernels read and write beyond what counts. */
export const slack = 16;

const mostBytes = 2 ** 32;
/** What the memory is to hold of a matrix at most. */
const mostMatrixBytes = 2 ** 31;

/**
 * Memory that the kernels work in, and JavaScript too: what lies there already need not be copied to them. It grows and
 * is given back as a whole.
 */
export class KernelMemory {
  readonly kernels: DataKernels;
  readonly arena: ReturnType<typeof dataKernels>['arena'];
  private static readonly known = new WeakMap<ArrayBufferLike, KernelMemory>();

  /** @param memory of another thread's kernels, which takes no more of it from now on; by default a new one */
  constructor(memory?: WebAssembly.Memory) {
    const { kernels, arena } = dataKernels(memory);
    this.kernels = kernels;
    this.arena = arena;
  }

  /** The memory in which a view lies, if it lies in one. */
  static of({ buffer }: ArrayBufferView): KernelMemory | undefined {
    return KernelMemory.known.get(buffer);
  }

  /** What another thread's kernels need to work in the same memory. */
  get shared(): WebAssembly.Memory {
    return this.arena.memory;
  }

  /**
   * Room for so many bytes, zero until they are written, aligned to 64, and some more that kernels may touch.
   *
   * @throws UserError when there is no room left
   */
  bytes(length: number): Uint8Array {
    if (this.arena.mark() + length + slack > mostBytes)
      throw new UserError(
        'Reading takes more than the 4 GiB that WebAssembly can address. Draw a sample with --sample, or choose columns with --features.',
      );
    const view = this.arena.bytes(this.arena.take(length + slack), length);
    this.adopt(view);
    return view;
  }

  /** Room for a matrix of bytes: in this memory unless it is too large for it. */
  matrix(length: number): Uint8Array {
    return length <= mostMatrixBytes ? this.bytes(length) : new Uint8Array(length);
  }

  /** From now on it is known of a view that it lies in this memory, along with which it came from another thread. */
  adopt({ buffer }: ArrayBufferView): void {
    // When the memory grows, it gets another buffer; views of the one before still show the same bytes.
    KernelMemory.known.set(buffer, this);
  }

  /** Copies bytes; where both lie in this memory, several times as fast as JavaScript copies what threads share. */
  copy(from: Uint8Array, target: Uint8Array): void {
    const [start, place] = [this.addressOf(from), this.addressOf(target)];
    if (start === undefined || place === undefined) target.set(from);
    else this.kernels.copyBytes(start, place, from.length);
  }

  /** Where a view lies in this memory; undefined when it lies elsewhere. */
  addressOf(view: ArrayBufferView): number | undefined {
    return KernelMemory.of(view) === this ? view.byteOffset : undefined;
  }
}

/** Part of the memory that serves one after the other, and grows when it is too small. */
export class Room {
  private held: Uint8Array = new Uint8Array(0);

  constructor(private readonly memory: KernelMemory) {}

  /** @returns so many bytes; what was there before may be gone */
  bytes(length: number): Uint8Array {
    if (this.held.length < length) this.held = this.memory.bytes(Math.ceil(length * 1.25));
    return this.held.subarray(0, length);
  }

  /** Where these bytes lie in the memory: where they are, or a copy. */
  with(bytes: Uint8Array): number {
    const address = this.memory.addressOf(bytes);
    if (address !== undefined) return address;
    const copy = this.bytes(bytes.length);
    copy.set(bytes);
    return this.memory.addressOf(copy)!;
  }
}
