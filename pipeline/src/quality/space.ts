import { type FeatureRows, holdBytes, takeRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import type { Neighbours } from './neighbour-labels.js';

/** Rows as points of a space with Euclidean distance: the original features, the codes or the map. */
export interface Space {
  readonly rows: number;
  readonly columns: number;
  /**
   * @param room where they are put, by default new memory
   * @returns the coordinates of some rows, `indices.length x columns`
   */
  readonly take: (indices: ArrayLike<number>, room?: Float32Array) => Float32Array;
  /** Where the space is bytes, apart from a shift and one factor for all columns: these, which compare exactly and fast. */
  readonly bytes?: {
    /** As `take`, in units of bytes. @param room where they are put, by default new memory */
    readonly take: (indices: ArrayLike<number>, room?: Uint8Array) => Uint8Array;
    readonly factor: number;
  };
}

/** The original features, scaled as the network saw them; the encoder's output; the plane. */
export type SpaceName = 'input' | 'codes' | 'map';

/** One space of a run. */
export interface NamedSpace {
  readonly name: SpaceName;
  readonly space: Space;
  /** Nearest neighbours of every row, where they are known or being found; without them a sample tells the labels. */
  readonly neighbours?: Neighbours | Promise<Neighbours>;
}

/** A matrix in memory as a space. @param values `rows x columns`, row-major */
export function matrixSpace(values: Float32Array, rows: number, columns: number): Space {
  return {
    rows,
    columns,
    take(indices, taken = new Float32Array(indices.length * columns)) {
      for (let i = 0; i < indices.length; i++) {
        taken.set(values.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns);
      }
      return taken;
    },
  };
}

/** Features as a space, scaled as a network sees them; bytes stay bytes in memory. */
export function featureSpace(features: FeatureRows): Space {
  const { rows, columns, scaling } = features;
  const uniform = holdBytes(features) && typeof scaling.factor === 'number';
  return {
    rows,
    columns,
    take: (indices, room) => scaleRows(features, indices, room),
    ...(uniform && {
      bytes: {
        take: (indices, room) => takeRows(features, indices, room) as Uint8Array,
        factor: Math.abs(scaling.factor as number),
      },
    }),
  };
}

/** Squared distance of two rows of two matrices, summed in float64. */
export function squaredDistance(
  a: Float32Array | Uint8Array,
  rowA: number,
  b: Float32Array | Uint8Array,
  rowB: number,
  columns: number,
): number {
  let sum = 0;
  const end = rowA * columns + columns;
  for (let i = rowA * columns, j = rowB * columns; i < end; i++, j++) {
    const difference = a[i] - b[j];
    sum += difference * difference;
  }
  return sum;
}
