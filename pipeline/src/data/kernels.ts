import { readFileSync } from 'node:fs';
import { Arena } from '../threads/arena.js';
import { sharedMemory } from '../threads/memory.js';

/** The exports of `kernels/index.as.ts`, where the parameters are described; pointers are byte addresses. */
export interface DataKernels {
  // biome-ignore format: what is turned in one line, where to in the other
  bytesToRows(
    columns: number, length: number, width: number, rows: number,
    target: number, stride: number, scratch: number,
  ): void;
  // biome-ignore format: as above
  wordsToRows(
    columns: number, length: number, width: number, rows: number,
    target: number, stride: number, scratch: number,
  ): void;
  // biome-ignore format: what is read in one line
  keepRuns(
    rows: number, count: number, stride: number, runs: number, runCount: number,
    target: number,
  ): number;
  // biome-ignore format: what is read in one line
  lookUpBytes(
    start: number, end: number, width: number, table: number,
    target: number, count: number,
  ): number;
  copyBytes(from: number, to: number, length: number): void;
  // biome-ignore format: a piece of a column in one line, the matrix in the other
  putIntoTiles(
    values: number, count: number, rowStart: number, column: number,
    tiles: number, rows: number, columns: number, tileRows: number,
  ): void;
  columnStatistics(values: number, count: number, figures: number): void;
  unpackSnappy(start: number, end: number, target: number, length: number): number;
  // biome-ignore format: pointers to columns in one line
  byteStatistics(
    rows: number, count: number, columns: number,
    low: number, high: number, sums: number, squares: number,
  ): void;
  // biome-ignore format: pointers to columns in one line
  floatStatistics(
    rows: number, count: number, columns: number, shifts: number,
    low: number, high: number, sums: number, squares: number, missing: number, infinite: number, broken: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/**
 * The kernels with memory of their own, which goes when they do, or with that of another thread's, of which what is
 * there is left alone.
 */
export function dataKernels(memory = sharedMemory()): {
  readonly kernels: DataKernels;
  readonly arena: Arena;
} {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('kernels.wasm', import.meta.url)));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return { kernels: exports as unknown as DataKernels, arena: new Arena(memory, memory.buffer.byteLength) };
}
