/** A 32-bit key is sorted digit by digit: 11, 11 and 10 bits. */
const digitBits = 11;
const digitMask = (1 << digitBits) - 1;

/**
 * Orders all rows by their distance from one of them: a radix sort over the bits of the distances, which sort like
 * whole numbers because they are not negative. Equal distances keep the order of the row numbers. The object keeps
 * its memory, so that ranking one row after another allocates nothing.
 */
export class Ranking {
  /** `order[r - 1]` is the row of rank r; the last entry is the row itself. */
  readonly order: Uint32Array;
  /** `rank[row]` from 1 (nearest) to `rows - 1`; the row itself, which has no rank among the others, holds 0. */
  readonly rank: Uint32Array;
  private readonly keys: [Uint32Array, Uint32Array];
  private readonly scratch: Uint32Array;
  private readonly starts = [0, 1, 2].map(() => new Uint32Array(digitMask + 1));

  constructor(readonly rows: number) {
    this.order = new Uint32Array(rows);
    this.rank = new Uint32Array(rows);
    this.keys = [new Uint32Array(rows), new Uint32Array(rows)];
    this.scratch = new Uint32Array(rows);
  }

  /**
   * @param distances `rows` numbers of at least 0, any increasing function of the distance; the bytes are not changed
   * @param self the row from which they were measured
   */
  sort(distances: Float32Array, self: number): void {
    const bits = new Uint32Array(distances.buffer, distances.byteOffset, this.rows);
    const { rows, order, rank, scratch } = this;
    const [first, second] = this.keys;
    this.countDigits(bits);
    const [low, middle, high] = this.starts;
    for (let row = 0; row < rows; row++) {
      const to = low[bits[row] & digitMask]++;
      first[to] = bits[row];
      order[to] = row;
    }
    for (let i = 0; i < rows; i++) {
      const to = middle[(first[i] >>> digitBits) & digitMask]++;
      second[to] = first[i];
      scratch[to] = order[i];
    }
    for (let i = 0; i < rows; i++) order[high[second[i] >>> (2 * digitBits)]++] = scratch[i];
    this.moveToEnd(self);
    for (let i = 0; i < rows - 1; i++) rank[order[i]] = i + 1;
    rank[self] = 0;
  }

  /** Where the keys of each digit begin. */
  private countDigits(bits: Uint32Array): void {
    const [low, middle, high] = this.starts;
    for (const counts of this.starts) counts.fill(0);
    for (let row = 0; row < bits.length; row++) {
      const key = bits[row];
      low[key & digitMask]++;
      middle[(key >>> digitBits) & digitMask]++;
      high[key >>> (2 * digitBits)]++;
    }
    for (const counts of this.starts) {
      let start = 0;
      for (let digit = 0; digit <= digitMask; digit++) {
        const count = counts[digit];
        counts[digit] = start;
        start += count;
      }
    }
  }

  private moveToEnd(self: number): void {
    this.order.copyWithin(this.order.indexOf(self), this.order.indexOf(self) + 1);
    this.order[this.rows - 1] = self;
  }
}
