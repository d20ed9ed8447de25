import { type DataKernels, dataKernels } from './kernels.js';

/** What the kernel reads and writes beyond what counts. */
const slack = 16;

/** Looks indices of a Parquet file up in dictionaries of bytes; its memory serves one page after the other. */
export class ByteDictionary {
  private readonly kernels: DataKernels;
  private readonly arena: ReturnType<typeof dataKernels>['arena'];

  constructor() {
    const { kernels, arena } = dataKernels();
    this.kernels = kernels;
    this.arena = arena;
  }

  /**
   * @param packed indices in Parquet's hybrid of run lengths and bit-packed groups
   * @param width bits an index, at most 16
   * @param dictionary the bytes that are looked up, at most 256
   * @param target filled with one byte an index
   * @throws Error when there are too few indices, or one is beyond the dictionary
   */
  lookUp(packed: Uint8Array, width: number, dictionary: Uint8Array, target: Uint8Array): void {
    const { arena, kernels } = this;
    const mark = arena.mark();
    const start = arena.take(packed.length + slack);
    const table = arena.take(256);
    const result = arena.take(target.length + slack);
    arena.bytes(start, packed.length).set(packed);
    arena.bytes(table, dictionary.length).set(dictionary);
    const end = start + packed.length;
    const failure = kernels.lookUpBytes(start, end, width, table, dictionary.length, result, target.length);
    target.set(arena.bytes(result, target.length));
    arena.release(mark);
    if (failure === 1) throw new Error('a page ends too early');
    if (failure === 2) throw new Error(`a value beyond a dictionary of ${dictionary.length}`);
  }
}
