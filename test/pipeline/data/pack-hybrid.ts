import fc from 'fast-check';

interface Run {
  readonly packed: boolean;
  /** Groups of eight where packed, else values. */
  readonly length: number;
  /** The first of the values; those of packed groups differ. */
  readonly value: number;
}

/** Runs at random, to be packed. */
export const someRuns = fc.array(
  fc.record({
    packed: fc.boolean(),
    length: fc.integer({ min: 1, max: 40 }),
    value: fc.nat(0xffffffff),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Writes Parquet's hybrid of run lengths and bit-packed groups, of `width` bits a value. */
export function packHybrid(runs: readonly Run[], width: number, within = (value: number) => value) {
  const bytes: number[] = [];
  const values: number[] = [];
  for (const { packed, length, value } of runs) {
    const count = packed ? 8 * length : length;
    const each = Array.from({ length: count }, (_, i) =>
      within(Number(BigInt(packed ? value + i * 2_654_435_761 : value) % 2n ** BigInt(width))),
    );
    bytes.push(...varint(packed ? 2 * length + 1 : 2 * length));
    const all = packed ? each : [each[0]];
    const bits = all.reduce((sum, bit, i) => sum | (BigInt(bit) << BigInt(i * width)), 0n);
    const size = packed ? length * width : Math.ceil(width / 8);
    for (let i = 0; i < size; i++) bytes.push(Number((bits >> BigInt(8 * i)) & 255n));
    values.push(...each);
  }
  return { packed: Uint8Array.from(bytes), values };
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
