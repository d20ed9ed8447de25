import { type KernelMemory, Room } from './kernel-memory.js';
import { pendingIn, type Turner, turnColumns } from './turn-task.js';

/** Columns are turned into rows together: as many as the processor's cache holds, in multiples of what a kernel turns. */
const blockBytes = 2 ** 23;
const tile = 16;

const roundUp = (count: number) => Math.ceil(count / tile) * tile;

/** Columns of bytes side by side in the kernels' memory, which serves one piece of the table after the other. */
export class ColumnBlock {
  private readonly room: Room;
  private readonly scratch: Uint8Array;
  private readonly pending: number;
  private values: Uint8Array = new Uint8Array(0);
  private length = 0;
  private rows = 0;

  /** @param turner another thread that turns columns into rows while this one fills another block; by default none */
  constructor(
    private readonly memory: KernelMemory,
    private readonly turner?: Turner,
  ) {
    this.room = new Room(memory);
    this.scratch = memory.bytes(2 * tile * tile);
    this.pending = memory.addressOf(memory.bytes(Int32Array.BYTES_PER_ELEMENT))!;
  }

  /**
   * Makes room for columns of so many rows.
   *
   * @param columns how many there are
   * @returns how many of them it takes at once
   */
  begin(rows: number, columns: number): number {
    this.settle();
    this.rows = rows;
    this.length = roundUp(rows);
    const together = Math.min(roundUp(columns), Math.max(tile, roundUp(blockBytes / this.length - tile)));
    // The kernel reads beyond the last column.
    this.values = this.room.bytes((together + tile) * this.length);
    return Math.min(columns, together);
  }

  /** Up to seven bytes behind the column may be written; they belong to the next. */
  column(place: number): Uint8Array {
    return this.values.subarray(place * this.length, place * this.length + this.rows);
  }

  /**
   * Puts some of the columns into a row-major matrix, side by side; it may take until `settle` returns.
   *
   * @param first of the columns
   * @param target where the first row begins that they are part of, a place in the kernels' memory
   * @param stride values of a row
   */
  turn(first: number, width: number, target: number, stride: number): void {
    const { memory, values, length, rows, pending, turner } = this;
    const columns = memory.addressOf(values)! + first * length;
    const scratch = memory.addressOf(this.scratch)!;
    const task = { columns, length, width, rows, target, stride, scratch, pending };
    if (turner === undefined) {
      turnColumns(memory, task);
      return;
    }
    Atomics.add(pendingIn(memory, pending), 0, 1);
    turner.turn(task);
  }

  /** Waits until all columns that were turned are in their matrix. */
  settle(): void {
    const pending = pendingIn(this.memory, this.pending);
    for (let count = Atomics.load(pending, 0); count > 0; count = Atomics.load(pending, 0))
      Atomics.wait(pending, 0, count);
  }
}
