import { pickNumbers } from './columnar.js';
import { KernelMemory } from './kernel-memory.js';
import { columnsTogether, type PlacedColumn, putColumns } from './put-columns.js';
import type { RandomAccess } from './random-access.js';
import { valuesFromBytes } from './typed-array.js';

/** What is read of a file at once, and what of it is converted at once, so that the memory for it stays the same. */
const pieceBytes = 1 << 20;
const convertedBytes = 1 << 15;

/** Where a file holds an array, and what its elements are. */
export interface ArrayLayout {
  readonly shape: readonly number[];
  /** Where the values begin, in bytes. */
  readonly dataStart: number;
  /** Kind and bytes an element, as NumPy writes it: `u1`, `i2`, `f4`, …; undefined for text. */
  readonly type: string | undefined;
  /** Of a row. */
  readonly rowBytes: number;
  readonly bigEndian: boolean;
  /** Column after column. */
  readonly fortran: boolean;
}

/** Whether `readMatrix` reads the array: numbers of at least two dimensions, row by row or of two column by column. */
export function isMatrix({ shape, type, fortran }: ArrayLayout): boolean {
  return type !== undefined && shape.length >= 2 && (shape.length === 2 || !fortran);
}

/** Whether the elements are kept as bytes; all others become float32. */
export const holdsBytes = ({ type }: ArrayLayout) => type === 'u1' || type === 'b1';

/**
 * Reads a matrix straight into the memory in which it stays; what has to be converted passes through a small buffer.
 *
 * @param picked of a matrix in Fortran order the rows to keep, ascending; by default all are kept
 * @returns `rows x the product of the other dimensions`, row-major
 */
export async function readMatrix(
  file: RandomAccess,
  layout: ArrayLayout,
  picked?: Uint32Array,
): Promise<Uint8Array | Float32Array> {
  const { shape, dataStart, type, bigEndian, fortran } = layout;
  const [rows, ...others] = shape;
  const width = others.reduce((product, size) => product * size, 1);
  const length = (picked?.length ?? rows) * width;
  const values = holdsBytes(layout) ? new KernelMemory().matrix(length) : new Float32Array(length);
  if (fortran) await readColumns(file, layout, picked, values);
  else if (holdsBytes(layout) || (type === 'f4' && !bigEndian))
    await file.read(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), dataStart);
  else await readConverted(file, layout, values);
  return values;
}

async function readConverted(
  file: RandomAccess,
  { dataStart, type, bigEndian }: ArrayLayout,
  values: Uint8Array | Float32Array,
): Promise<void> {
  const width = Number(type![1]);
  const piece = new Uint8Array(Math.min(pieceBytes, values.length * width));
  const end = values.length * width;
  for (let at = 0; at < end; at += piece.length) {
    const bytes = piece.subarray(0, end - at);
    await file.read(bytes, dataStart + at);
    for (let from = 0; from < bytes.length; from += convertedBytes) {
      const some = bytes.subarray(from, from + convertedBytes);
      values.set(valuesFromBytes(some, type!, bigEndian), (at + from) / width);
    }
  }
}

async function readColumns(
  file: RandomAccess,
  { shape: [rows, columns], dataStart, type, bigEndian }: ArrayLayout,
  picked: Uint32Array | undefined,
  values: Uint8Array | Float32Array,
): Promise<void> {
  const columnBytes = rows * Number(type![1]);
  const columnsAtOnce = Math.min(columns, columnsTogether(rows, values instanceof Uint8Array));
  const piece = new Uint8Array(columnsAtOnce * columnBytes);
  for (let first = 0; first < columns; first += columnsAtOnce) {
    const count = Math.min(columnsAtOnce, columns - first);
    await file.read(piece.subarray(0, count * columnBytes), dataStart + first * columnBytes);
    const placed = Array.from({ length: count }, (_, i): PlacedColumn => {
      const column = valuesFromBytes(
        piece.subarray(i * columnBytes, (i + 1) * columnBytes),
        type!,
        bigEndian,
      );
      const numbers =
        column instanceof Uint8Array || column instanceof Float32Array ? column : new Float32Array(column);
      return [first + i, picked ? pickNumbers(numbers, picked) : numbers];
    });
    putColumns(placed, values, 0, columns);
  }
}
