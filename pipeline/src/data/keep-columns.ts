import { KernelMemory } from './kernel-memory.js';
import { dataKernels } from './kernels.js';

/** What the kernel copies at once, so that it stays in the processor's cache. */
const blockBytes = 1 << 17;
/** What the kernel reads and writes beyond what counts. */
const slack = 16;

/**
 * Moves the columns that are kept together, in place; returns a view of what remains.
 *
 * @param values `rows x stride`, row-major
 * @param kept columns, ascending
 */
export function keepColumns<T extends Uint8Array | Float32Array>(
  values: T,
  rows: number,
  stride: number,
  kept: readonly number[],
): T {
  if (kept.length < stride) {
    const width = values.BYTES_PER_ELEMENT;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, rows * stride * width);
    moveRuns(bytes, rows, stride * width, runsOf(kept, width));
  }
  return values.subarray(0, rows * kept.length) as T;
}

/** Starts and lengths, in bytes, of columns that lie side by side. */
function runsOf(kept: readonly number[], width: number): Uint32Array {
  const runs: number[] = [];
  kept.forEach((column, i) => {
    if (i > 0 && column === kept[i - 1] + 1) runs[runs.length - 1] += width;
    else runs.push(column * width, width);
  });
  return Uint32Array.from(runs);
}

function moveRuns(bytes: Uint8Array, rows: number, rowBytes: number, runs: Uint32Array): void {
  const shared = KernelMemory.of(bytes);
  const { kernels, arena } = shared ?? dataKernels();
  const mark = arena.mark();
  const rowsAtOnce = Math.max(1, Math.floor(blockBytes / rowBytes));
  const places = arena.put(runs);
  const block = shared ? undefined : arena.take(rowsAtOnce * rowBytes + slack);
  const result = arena.take(rowsAtOnce * rowBytes + slack);
  let filled = 0;
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const some = bytes.subarray(first * rowBytes, (first + count) * rowBytes);
    if (block !== undefined) arena.bytes(block, some.length).set(some);
    const end = kernels.keepRuns(block ?? some.byteOffset, count, rowBytes, places, runs.length / 2, result);
    if (shared) kernels.copyBytes(result, bytes.byteOffset + filled, end - result);
    else bytes.set(arena.bytes(result, end - result), filled);
    filled += end - result;
  }
  arena.release(mark);
}
