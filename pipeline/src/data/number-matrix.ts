/**
 * A row-major matrix that grows row by row. It holds bytes, a quarter of the memory, until a value is none: then what
 * is there becomes float32.
 */
export class NumberMatrix {
  /** `rows x width`, with room at the end. */
  values: Uint8Array | Float32Array;
  private filled = 0;

  /**
   * @param expectedRows a guess; the matrix grows when there are more
   * @param bytes false where a value is to become NaN later on, which no byte is
   */
  constructor(
    private readonly width: number,
    expectedRows: number,
    bytes: boolean,
  ) {
    this.values = new (bytes ? Uint8Array : Float32Array)(expectedRows * width);
  }

  /** @param row `width` numbers; NaN is missing */
  append(row: Float32Array): void {
    const { values, filled, width } = this;
    const room = Math.max(values.length, filled + width);
    if (values instanceof Uint8Array && !areBytes(row)) this.moveTo(new Float32Array(room));
    else if (room > values.length) this.moveTo(new (values.constructor as Uint8ArrayConstructor)(room * 1.5));
    this.values.set(row, filled);
    this.filled += width;
  }

  private moveTo(larger: Uint8Array | Float32Array): void {
    larger.set(this.values.subarray(0, this.filled));
    this.values = larger;
  }
}

/** Whether every value is a byte, so that it can be kept as one; -0 cannot. */
export function areBytes(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!isByte(values[i])) return false;
  return true;
}

/** Whether a value is a whole number from 0 to 255, and not -0. */
export function isByte(value: number): boolean {
  return (value & 255) === value && !Object.is(value, -0);
}
