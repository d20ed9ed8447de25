import { KernelMemory } from './kernel-memory.js';
import { dataKernels } from './kernels.js';

/** What is known of each column of a matrix; missing (NaN) and infinite values are counted and otherwise left out. */
export interface FeatureStatistics {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  /** Of the population, not of a sample: divided by n. */
  readonly variance: Float64Array;
  readonly missing: Uint32Array;
  readonly infinite: Uint32Array;
  /** 1 where all values of a column are whole. */
  readonly whole: Uint8Array;
}

/** What the kernel looks through at once, so that it stays in the processor's cache. */
const blockBytes = 1 << 18;

/** One pass over a `rows x columns` matrix, row by row, with sums in float64 shifted by the first row's values. */
export function featureStatistics(
  values: Uint8Array | Float32Array,
  rows: number,
  columns: number,
): FeatureStatistics {
  return values instanceof Uint8Array
    ? statisticsOfBytes(values, rows, columns)
    : statisticsOfFloats(values, rows, columns);
}

/** The statistics of some of the columns. */
export function keepStatistics(statistics: FeatureStatistics, kept: readonly number[]): FeatureStatistics {
  const { min, max, mean, variance, missing, infinite, whole } = statistics;
  return {
    min: Float64Array.from(kept, (i) => min[i]),
    max: Float64Array.from(kept, (i) => max[i]),
    mean: Float64Array.from(kept, (i) => mean[i]),
    variance: Float64Array.from(kept, (i) => variance[i]),
    missing: Uint32Array.from(kept, (i) => missing[i]),
    infinite: Uint32Array.from(kept, (i) => infinite[i]),
    whole: Uint8Array.from(kept, (i) => whole[i]),
  };
}

/** Sums of bytes and of their squares are whole and exact, in whatever order. */
function statisticsOfBytes(values: Uint8Array, rows: number, columns: number): FeatureStatistics {
  const shared = KernelMemory.of(values);
  const { kernels, arena } = shared ?? dataKernels();
  const rowsAtOnce = Math.max(1, Math.floor(blockBytes / columns));
  const mark = arena.mark();
  const block = shared ? undefined : arena.take(rowsAtOnce * columns);
  const [low, high] = [arena.take(columns), arena.take(columns)];
  const [sums, squares] = [arena.take(4 * columns), arena.take(4 * columns)];
  const min = new Float64Array(columns).fill(255);
  const max = new Float64Array(columns);
  const sum = new Float64Array(columns);
  const square = new Float64Array(columns);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const some = values.subarray(first * columns, (first + count) * columns);
    if (block !== undefined) arena.bytes(block, count * columns).set(some);
    kernels.byteStatistics(block ?? some.byteOffset, count, columns, low, high, sums, squares);
    const lows = arena.bytes(low, columns);
    const highs = arena.bytes(high, columns);
    const someSums = arena.u32(sums, columns);
    const someSquares = arena.u32(squares, columns);
    for (let i = 0; i < columns; i++) {
      if (lows[i] < min[i]) min[i] = lows[i];
      if (highs[i] > max[i]) max[i] = highs[i];
      sum[i] += someSums[i];
      square[i] += someSquares[i];
    }
  }
  arena.release(mark);
  return statisticsOfSums(min, max, sum, square, values, rows);
}

/**
 * The statistics of bytes, by what was added up of each column.
 *
 * @param squares sums of the squares
 * @param first the first row, from which the sums are shifted as those of float32 are
 */
export function statisticsOfSums(
  min: Float64Array,
  max: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
  first: Uint8Array,
  rows: number,
): FeatureStatistics {
  return {
    min,
    max,
    mean: sums.map((sum, i) => first[i] + (sum - rows * first[i]) / rows),
    variance: squares.map((total, i) => Math.max(0, shiftedVariance(total, sums[i], first[i], rows))),
    missing: new Uint32Array(min.length),
    infinite: new Uint32Array(min.length),
    whole: new Uint8Array(min.length).fill(1),
  };
}

/** The variance as it comes out when `shift` is taken away from every value before it is summed. */
function shiftedVariance(squares: number, sum: number, shift: number, rows: number): number {
  const shiftedSum = sum - rows * shift;
  const shiftedSquares = squares - 2 * shift * sum + rows * shift * shift;
  return shiftedSquares / rows - (shiftedSum / rows) ** 2;
}

function statisticsOfFloats(values: Float32Array, rows: number, columns: number): FeatureStatistics {
  const stride = Math.ceil(columns / 4) * 4;
  const shared = stride === columns ? KernelMemory.of(values) : undefined;
  const { kernels, arena } = shared ?? dataKernels();
  const mark = arena.mark();
  const rowsAtOnce = Math.max(1, Math.floor(blockBytes / (4 * stride)));
  const block = shared ? undefined : arena.take(4 * rowsAtOnce * stride);
  const [shifts, low, high] = [arena.take(4 * stride), arena.take(4 * stride), arena.take(4 * stride)];
  const [sums, squares] = [arena.take(8 * stride), arena.take(8 * stride)];
  const [missing, infinite, broken] = [
    arena.take(4 * stride),
    arena.take(4 * stride),
    arena.take(4 * stride),
  ];
  arena.bytes(sums, arena.mark() - sums).fill(0);
  const shift = arena.f32(shifts, stride).fill(0);
  for (let i = 0; i < columns; i++) shift[i] = Number.isFinite(values[i]) ? values[i] : 0;
  arena.f32(low, stride).fill(Number.POSITIVE_INFINITY);
  arena.f32(high, stride).fill(Number.NEGATIVE_INFINITY);
  const target = block === undefined ? undefined : arena.f32(block, rowsAtOnce * stride).fill(0);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const some = values.subarray(first * columns, (first + count) * columns);
    if (stride === columns) target?.set(some);
    else
      for (let row = 0; row < count; row++)
        target?.set(some.subarray(row * columns, (row + 1) * columns), row * stride);
    // biome-ignore format: pointers to columns in one line
    kernels.floatStatistics(
      block ?? some.byteOffset, count, stride, shifts, low, high, sums, squares, missing, infinite, broken,
    );
  }
  const sum = arena.f64(sums, columns);
  const square = arena.f64(squares, columns);
  // What was taken is still there until something else is.
  arena.release(mark);
  const lacking = arena.u32(missing, columns).slice();
  const beyond = arena.u32(infinite, columns).slice();
  const counts = Float64Array.from(lacking, (found, i) => rows - found - beyond[i]);
  return {
    min: Float64Array.from(arena.f32(low, columns)),
    max: Float64Array.from(arena.f32(high, columns)),
    mean: Float64Array.from(sum, (total, i) => shift[i] + total / counts[i]),
    variance: Float64Array.from(square, (total, i) =>
      Math.max(0, total / counts[i] - (sum[i] / counts[i]) ** 2),
    ),
    missing: lacking,
    infinite: beyond,
    whole: Uint8Array.from(arena.u32(broken, columns), (parts) => Number(parts === 0)),
  };
}
