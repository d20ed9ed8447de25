import { UserError } from '../errors.js';
import { ByteTiles, type TurnedBytes } from './byte-tiles.js';
import type { KernelMemory } from './kernel-memory.js';
import { areBytes } from './number-matrix.js';
import { type ColumnNumbers, type PlacedColumn, putColumns, scatter } from './put-columns.js';
import { type Plan, type Role, refuseRepeated } from './roles.js';
import type { Table, TableColumn, VectorValues } from './table.js';

/**
 * Gathers a table whose number of rows is known, column by column and piece by piece. Numbers that are planned as
 * features share one row-major matrix, of bytes until a value is none, then of float32; other numbers keep float64,
 * everything else becomes text or vectors.
 */
export class ColumnarTable {
  private readonly roles: readonly Role[];
  /** Row by row, unless there are tiles. */
  private matrix: Uint8Array | Float32Array = new Uint8Array(0);
  private matrixIsEmpty = true;
  /** The matrix while it is filled column by column. */
  private tiles?: ByteTiles;
  private turned?: TurnedBytes;
  private readonly width: number;
  private readonly columns: {
    /** Undefined where the column lies in the matrix. */
    values?: Float64Array | unknown[];
    readonly offset: number;
  }[];
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly vectors = new Map<string, VectorValues>();

  /**
   * @param numeric for each column, whether it holds numbers only
   * @param memory where kernels are to write the matrix
   * @throws UserError when two columns have the same name
   */
  constructor(
    private readonly source: string,
    private readonly rows: number,
    private readonly names: readonly string[],
    numeric: readonly boolean[],
    plan: Plan,
    private readonly memory?: KernelMemory,
  ) {
    refuseRepeated(names, source);
    this.roles = plan(names, source);
    this.indexOf = new Map(names.map((name, i) => [name, i]));
    this.width = this.roles.filter((role, i) => role === 'feature' && numeric[i]).length;
    // A value that the user counts as missing becomes NaN later on, which no byte is.
    const bytes = plan.options.na === undefined;
    const length = rows * this.width;
    if (bytes && memory) this.tiles = new ByteTiles(memory, rows, this.width);
    else this.matrix = new (bytes ? Uint8Array : Float32Array)(length);
    let offset = 0;
    this.columns = names.map((_, i) => {
      if (!numeric[i]) return { values: [], offset: 0 };
      if (this.roles[i] === 'feature') return { offset: offset++ };
      return { values: new Float64Array(this.roles[i] === 'dropped' ? 0 : rows), offset: 0 };
    });
  }

  /** Whether the values of a column are wanted at all. */
  wants(name: string): boolean {
    return this.roles[this.indexOf.get(name)!] !== 'dropped';
  }

  /** Whether the column is planned as a feature. */
  learnsFrom(name: string): boolean {
    return this.roles[this.indexOf.get(name)!] === 'feature';
  }

  /** Whether all features so far are bytes. */
  get holdsBytes(): boolean {
    return this.matrix instanceof Uint8Array;
  }

  /** Stores a piece of a column: `values` are the rows from `rowStart` on; null and undefined are missing. */
  fill(name: string, rowStart: number, values: ArrayLike<unknown>): void {
    const column = this.columns[this.indexOf.get(name)!];
    const { offset } = column;
    if (column.values instanceof Float64Array && needBigInts(values))
      column.values = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    const target = column.values;
    if (Array.isArray(target)) {
      for (let i = 0; i < values.length; i++) target[rowStart + i] = values[i];
      return;
    }
    const numbers = numbersFrom(values);
    if (target) target.set(numbers, rowStart);
    else {
      this.settle();
      if (this.holdsBytes && !(numbers instanceof Uint8Array || areBytes(numbers))) this.widen();
      scatter(numbers, 0, numbers.length, this.matrix, offset + rowStart * this.width, this.width);
      this.matrixIsEmpty = false;
    }
  }

  /** Stores pieces of several columns of numbers: side by side, so that a part of the matrix is written once. */
  fillNumbers(pieces: readonly (readonly [name: string, values: ColumnNumbers])[], rowStart: number): void {
    const features: PlacedColumn[] = [];
    for (const [name, values] of pieces) {
      const { values: target, offset } = this.columns[this.indexOf.get(name)!];
      if (target) (target as Float64Array).set(values, rowStart);
      else features.push([offset, values]);
    }
    const allBytes = features.every(([, values]) => values instanceof Uint8Array);
    if (this.tiles && allBytes) {
      for (const [offset, values] of features) this.tiles.put(offset, rowStart, values as Uint8Array);
      return;
    }
    if (this.holdsBytes && !allBytes) this.widen();
    putColumns(features, this.matrix, rowStart * this.width, this.width);
    if (features.length > 0) this.matrixIsEmpty = false;
  }

  /** Stores a whole column of vectors. */
  setVectors(vectors: VectorValues): void {
    this.vectors.set(vectors.name, vectors);
  }

  private widen(): void {
    const isEmpty = this.tiles?.isEmpty ?? this.matrixIsEmpty;
    if (isEmpty) this.tiles = undefined;
    this.settle();
    const length = this.rows * this.width;
    const bytes = this.memory?.matrix(length * Float32Array.BYTES_PER_ELEMENT);
    const wider = bytes ? new Float32Array(bytes.buffer, bytes.byteOffset, length) : new Float32Array(length);
    // In a loop: memory that threads share is set by JavaScript several times as slowly.
    if (!isEmpty) for (let i = 0; i < length; i++) wider[i] = this.matrix[i];
    this.matrix = wider;
  }

  /** From now on the matrix lies row by row. */
  private settle(): void {
    if (this.tiles === undefined) return;
    this.turned = this.tiles.toRows();
    this.tiles = undefined;
    this.matrix = this.turned.values;
    this.matrixIsEmpty = false;
  }

  finish(notes: readonly string[] = []): Table {
    this.settle();
    const columns = this.names.flatMap((name, i): TableColumn[] => {
      if (this.roles[i] === 'dropped') return [];
      const vectors = this.vectors.get(name);
      if (vectors) return [vectors];
      const { values, offset } = this.columns[i];
      if (Array.isArray(values)) return [textOrVectors(name, values, this.rows, this.source)];
      if (values) return [{ kind: 'number', name, values, offset, stride: 1 }];
      return [{ kind: 'number', name, values: this.matrix, offset, stride: this.width }];
    });
    return { source: this.source, rows: this.rows, columns, known: this.turned, notes };
  }
}

/** Whether there are whole numbers among the values that float64 would round: ids, whose every digit counts. */
function needBigInts(values: ArrayLike<unknown>): boolean {
  if (ArrayBuffer.isView(values) && !(values instanceof BigInt64Array || values instanceof BigUint64Array))
    return false;
  return Array.prototype.some.call(
    values,
    (value) => typeof value === 'bigint' && !Number.isSafeInteger(Number(value)),
  );
}

/** Any values as numbers; null and undefined are missing. Bytes and floats are taken as they are. */
function numbersFrom(values: ArrayLike<unknown>): ColumnNumbers {
  if (values instanceof Uint8Array || values instanceof Float32Array || values instanceof Float64Array)
    return values;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = values[i];
    numbers[i] = value === null || value === undefined ? Number.NaN : Number(value);
  }
  return numbers;
}

function textOrVectors(name: string, values: readonly unknown[], rows: number, source: string): TableColumn {
  const first = values.find((value) => value !== null && value !== undefined);
  if (isVector(first)) return vectorColumn(name, values, rows, source);
  return { kind: 'text', name, values: Array.from({ length: rows }, (_, row) => textOf(values[row])) };
}

/** The numbers of some rows. */
export function pickNumbers(values: ColumnNumbers, rows: Uint32Array): ColumnNumbers {
  const picked = new (values.constructor as Float64ArrayConstructor)(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]];
  return picked;
}

type Vector = ArrayLike<number | bigint | null>;

function isVector(value: unknown): value is Vector {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((x) => typeof x === 'number' || typeof x === 'bigint' || x === null)
  );
}

/**
 * Lists of numbers, all of one length, as a matrix; a missing list gives a row of NaN.
 *
 * @throws UserError naming the first row whose list has another length or holds something else
 */
export function vectorColumn(
  name: string,
  values: readonly unknown[],
  rows: number,
  source: string,
): VectorValues {
  const width = (values.find(isVector) as Vector).length;
  const matrix = new Float32Array(rows * width).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    const vector = values[row];
    if (vector === null || vector === undefined || vector === '') continue;
    if (!isVector(vector) || vector.length !== width) {
      const found = isVector(vector) ? `a vector of ${vector.length}` : `"${textOf(vector).slice(0, 40)}"`;
      throw new UserError(
        `${source}, row ${row + 1}, column "${name}": ${found} where the first row has a vector of ${width}. ` +
          `Leave the column out with --drop "${name}".`,
      );
    }
    for (let i = 0; i < width; i++)
      matrix[row * width + i] = vector[i] === null ? Number.NaN : Number(vector[i]);
  }
  return { kind: 'vector', name, width, values: matrix };
}

/** Any value as people read it: dates as ISO 8601, lists and objects as JSON; missing is empty. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace('T00:00:00.000Z', '');
  }
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
