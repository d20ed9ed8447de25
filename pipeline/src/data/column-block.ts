import { type KernelMemory, Room } from './kernel-memory.js';

/** Columns are turned into rows together: as many as the processor's cache holds, in multiples of what a kernel turns. */
const blockBytes = 2 ** 23;
const tile = 16;
/** A kernel that is called often is compiled again, and better, while it runs. */
const rowsAtOnce = 2 ** 12;

const roundUp = (count: number) => Math.ceil(count / tile) * tile;

/** Columns of bytes side by side in the kernels' memory, which serves one piece of the table after the other. */
export class ColumnBlock {
  private readonly room: Room;
  private readonly scratch: Uint8Array;
  private values: Uint8Array = new Uint8Array(0);
  private length = 0;
  private rows = 0;

  constructor(private readonly memory: KernelMemory) {
    this.room = new Room(memory);
    this.scratch = memory.bytes(2 * tile * tile);
  }

  /**
   * Makes room for columns of so many rows.
   *
   * @param columns how many there are
   * @returns how many of them it takes at once
   */
  begin(rows: number, columns: number): number {
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
   * Puts some of the columns into a row-major matrix, side by side.
   *
   * @param first of the columns
   * @param target where the first row begins that they are part of, a place in the kernels' memory
   * @param stride values of a row
   */
  turn(first: number, width: number, target: number, stride: number): void {
    const { memory, values, length, rows } = this;
    const columns = memory.addressOf(values)! + first * length;
    const scratch = memory.addressOf(this.scratch)!;
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - row);
      const [from, to] = [columns + row, target + row * stride];
      memory.kernels.bytesToRows(from, length, width, count, to, stride, scratch);
    }
  }
}
