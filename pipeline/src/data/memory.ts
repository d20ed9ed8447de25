import { freemem, totalmem } from 'node:os';
import { UserError } from '../errors.js';

/** What the process needs besides the features: the runtime, text, the network. */
const overheadBytes = 300 * 2 ** 20;

/**
 * Refuses a table that cannot fit, before it is read.
 *
 * @param rows an estimate is enough
 * @param bytesPerValue 1 for bytes, 4 for float32
 * @param available bytes of memory that are free; by default what the system, or the container, leaves
 * @param advice what the user can do
 */
export function checkMemory(
  source: string,
  rows: number,
  columns: number,
  bytesPerValue: number,
  available = availableMemory(),
  advice = 'Draw a sample with --sample, or choose columns with --features.',
): void {
  const needed = rows * columns * bytesPerValue + overheadBytes;
  if (needed <= available) return;
  throw new UserError(
    `${source}: about ${rows.toLocaleString('en')} rows x ${columns.toLocaleString('en')} features need ` +
      `${gigabytes(needed)} GB of memory; ${gigabytes(available)} GB are free. ` +
      advice,
  );
}

/** Bytes of memory that the system, or the container, leaves. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  const free = freemem();
  // Without a limit Node.js reports 0 or a number beyond all memory.
  return limit > 0 && limit < totalmem() ? Math.min(free, limit - process.memoryUsage.rss()) : free;
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);

/** Bytes for people: `219 MB`, `4.2 GB`. */
export function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toPrecision(3)} MB` : `${gigabytes(bytes)} GB`;
}
