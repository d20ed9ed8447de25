import { type DataKernels, dataKernels } from './kernels.js';

/** What the kernels read and write beyond what counts. */
export const slack = 16;

/**
 * Memory that the kernels work in, and JavaScript too: what lies there already need not be copied to them. It grows and
 * is given back as a whole.
 */
export class KernelMemory {
  readonly kernels: DataKernels;
  private readonly arena: ReturnType<typeof dataKernels>['arena'];
  /** When the memory grows, it gets another buffer; views of the one before still show the same bytes. */
  private readonly buffers = new WeakSet<ArrayBufferLike>();

  constructor() {
    const { kernels, arena } = dataKernels();
    this.kernels = kernels;
    this.arena = arena;
  }

  /** Room for so many bytes, zero until they are written, aligned to 64, and some more that kernels may touch. */
  bytes(length: number): Uint8Array {
    const address = this.arena.take(length + slack);
    const view = this.arena.bytes(address, length);
    this.buffers.add(view.buffer);
    return view;
  }

  /** Where a view lies in this memory; undefined when it lies elsewhere. */
  addressOf({ buffer, byteOffset }: ArrayBufferView): number | undefined {
    return this.buffers.has(buffer) ? byteOffset : undefined;
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

  /** The same with these bytes in it; where they lie in the memory already, they are left there. */
  with(bytes: Uint8Array): number {
    const address = this.memory.addressOf(bytes);
    if (address !== undefined) return address;
    const copy = this.bytes(bytes.length);
    copy.set(bytes);
    return this.memory.addressOf(copy)!;
  }
}
