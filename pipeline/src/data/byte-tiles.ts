import { type FeatureStatistics, statisticsOfSums } from './feature-statistics.js';
import { type KernelMemory, Room } from './kernel-memory.js';

/** What a kernel turns at once, in either direction. */
const side = 16;
/** A tile is read and written while it lies in the processor's cache. */
const tileBytes = 2 ** 18;
/** Of narrow tables, so that a kernel is called often enough to be compiled again, and better, while it runs. */
const mostTileRows = 2 ** 12 - side;
/** Of a column: smallest and largest value, sum and sum of squares. */
const figures = 4;

/** A matrix of bytes, row by row, and what is known of its columns if all of their values were put. */
export interface TurnedBytes {
  readonly values: Uint8Array;
  readonly statistics?: FeatureStatistics;
}

/**
 * A matrix of bytes that is filled column by column and lies row by row in the end. Until then the rows are cut into
 * tiles, and in a tile column follows after column, so that either step goes through the matrix once, from front to back.
 */
export class ByteTiles {
  private readonly tileRows: number;
  /** Tiles, behind room for one: turned, each takes the place of the one before. */
  private readonly values: Uint8Array;
  private readonly room: Room;
  private readonly figures: Float64Array;
  private filled = 0;

  /** @param take where the matrix is to lie: in the memory, or elsewhere if it is too large */
  constructor(
    private readonly memory: KernelMemory,
    private readonly rows: number,
    private readonly columns: number,
    take = (length: number) => memory.matrix(length),
  ) {
    const height = Math.floor(tileBytes / Math.max(1, columns) / side) * side;
    this.tileRows = Math.min(rows, Math.max(side, Math.min(mostTileRows, height)));
    // The kernel reads beyond the last column.
    this.values = take((rows + this.tileRows) * columns + this.tileRows * side);
    this.room = new Room(memory);
    const { buffer, byteOffset } = memory.bytes(columns * figures * Float64Array.BYTES_PER_ELEMENT);
    this.figures = new Float64Array(buffer, byteOffset, columns * figures).fill(0);
    for (let i = 0; i < columns; i++) this.figures[i * figures] = Number.POSITIVE_INFINITY;
  }

  get isEmpty(): boolean {
    return this.filled === 0;
  }

  /** Puts a piece of a column: `values` are its rows from `rowStart` on. */
  put(column: number, rowStart: number, values: Uint8Array): void {
    const { memory, rows, columns, tileRows } = this;
    const { kernels } = memory;
    const from = this.room.with(values);
    const count = values.length;
    kernels.columnStatistics(from, count, memory.addressOf(this.figures)! + column * figures * 8);
    this.filled += count;
    const target = memory.addressOf(this.values);
    if (target !== undefined) {
      const tiles = target + tileRows * columns;
      kernels.putIntoTiles(from, count, rowStart, column, tiles, rows, columns, tileRows);
      return;
    }
    for (let row = 0; row < count; ) {
      const { first, height, start } = this.tileOf(rowStart + row);
      const place = rowStart + row - first;
      const end = Math.min(count, row + height - place);
      this.values.set(values.subarray(row, end), start + column * height + place);
      row = end;
    }
  }

  /** Turns the tiles into rows, in place; nothing can be put afterwards. */
  toRows(): TurnedBytes {
    const { rows, columns, filled } = this;
    const turn = this.turner();
    for (let row = 0; row < rows; row += this.tileRows) turn(row);
    const values = this.values.subarray(0, rows * columns);
    return filled === rows * columns ? { values, statistics: this.statistics(values) } : { values };
  }

  /** What turns the tile that begins with a row. */
  private turner(): (row: number) => void {
    const { memory, values, columns, tileRows } = this;
    const scratch = memory.addressOf(memory.bytes(2 * side * side))!;
    const turn = (from: number, height: number, to: number) =>
      memory.kernels.bytesToRows(from, height, columns, height, to, columns, scratch);
    const matrix = memory.addressOf(values);
    if (matrix !== undefined)
      return (row) => {
        const { height, start } = this.tileOf(row);
        turn(matrix + start, height, matrix + row * columns);
      };
    const tile = memory.bytes(tileRows * (columns + side));
    const turned = memory.bytes(tileRows * columns);
    return (row) => {
      const { height, start } = this.tileOf(row);
      tile.set(values.subarray(start, start + height * columns));
      turn(memory.addressOf(tile)!, height, memory.addressOf(turned)!);
      values.set(turned.subarray(0, height * columns), row * columns);
    };
  }

  /** The tile of a row: its first row, how many it has, and where it begins. */
  private tileOf(row: number): { first: number; height: number; start: number } {
    const { rows, columns, tileRows } = this;
    const first = row - (row % tileRows);
    return { first, height: Math.min(tileRows, rows - first), start: (first + tileRows) * columns };
  }

  private statistics(values: Uint8Array): FeatureStatistics {
    const every = (place: number) =>
      Float64Array.from({ length: this.columns }, (_, i) => this.figures[i * figures + place]);
    return statisticsOfSums(every(0), every(1), every(2), every(3), values, this.rows);
  }
}
