import type { KernelMemory } from './kernel-memory.js';

/** A kernel that is called often is compiled again, and better, while it runs. */
const rowsAtOnce = 2 ** 12;

/** Columns of bytes that are to become rows; places are addresses in a memory that threads share. */
export interface TurnTask {
  readonly columns: number;
  /** Of a column in memory, a multiple of 16. */
  readonly length: number;
  readonly width: number;
  readonly rows: number;
  readonly target: number;
  /** Values of a row of the target. */
  readonly stride: number;
  /** Room for 512 bytes, used by nobody else meanwhile. */
  readonly scratch: number;
  /** How many tasks are under way on the same columns (i32); who waits for them is woken. */
  readonly pending: number;
}

/** Where bytes lie in a memory that threads share. */
export interface SharedBytes {
  readonly address: number;
  readonly length: number;
}

/** Another thread that turns columns into rows. */
export interface Turner {
  /** Comes first. @param matrix what the rows are put into */
  share(memory: WebAssembly.Memory, matrix: SharedBytes): void;
  turn(task: TurnTask): void;
}

const pageBytes = 4096;

/** Asks the system for memory before it is written to, which takes longer than to write it. */
export function claim({ shared }: KernelMemory, { address, length }: SharedBytes): void {
  const words = new Int32Array(shared.buffer, address, length >> 2);
  for (let at = 0; at < words.length; at += pageBytes >> 2) Atomics.or(words, at, 0);
}

export function turnColumns({ kernels }: KernelMemory, task: TurnTask): void {
  const { columns, length, width, rows, target, stride, scratch } = task;
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - row);
    kernels.bytesToRows(columns + row, length, width, count, target + row * stride, stride, scratch);
  }
}

/** Does a task that another thread waits for. */
export function finishTask(memory: KernelMemory, task: TurnTask): void {
  turnColumns(memory, task);
  const pending = pendingIn(memory, task.pending);
  Atomics.sub(pending, 0, 1);
  Atomics.notify(pending, 0);
}

export function pendingIn({ shared }: KernelMemory, address: number): Int32Array {
  return new Int32Array(shared.buffer, address, 1);
}
