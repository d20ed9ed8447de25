import type { NumberColumn } from '../data/dataset.js';
import type { Neighbours } from './neighbour-labels.js';
import { type Space, squaredDistance } from './space.js';

/** How many neighbours each point is judged by; `wider` is how far a neighbour may stray without being called false. */
export interface PointQualityOptions {
  readonly k?: number;
  readonly wider?: number;
}

/**
 * Three columns that say of each point how far to trust its place on the map:
 *
 * - `neighbours_kept`: share of its k nearest neighbours in code space that are among its k nearest on the map;
 * - `false_neighbours`: share of its k nearest on the map that are not even among its `wider` nearest in code space;
 * - `stretch`: log2 of how much larger its neighbourhood is drawn than the map's median neighbourhood is: the median
 *   distance to its k nearest in code space, on the map over in code space. 0 is typical, 1 twice as wide, -1 half;
 *   NaN where half of the neighbours coincide with the point.
 *
 * @param codes, map the same rows in both spaces
 * @param inCodes, onMap their neighbours there, `rows x k`, nearest first
 * @param options k = 10, wider = 30; both at most what the lists hold
 */
export function pointQuality(
  codes: Space,
  map: Space,
  inCodes: Neighbours,
  onMap: Neighbours,
  { k = 10, wider = 30 }: PointQualityOptions = {},
): NumberColumn[] {
  const near = Math.min(k, inCodes.k, onMap.k);
  const far = Math.min(Math.max(near, wider), inCodes.k);
  const column = (name: string, values: Float32Array): NumberColumn => ({ kind: 'number', name, values });
  return [
    column('neighbours_kept', sharedNeighbours(inCodes, onMap, near, near)),
    column(
      'false_neighbours',
      sharedNeighbours(inCodes, onMap, far, near).map((share) => 1 - share),
    ),
    column('stretch', stretch(codes, map, inCodes, near)),
  ];
}

/** For each row, the share of its `few` nearest in `found` that are among its `many` nearest in `truth`. */
export function sharedNeighbours(
  truth: Neighbours,
  found: Neighbours,
  many: number,
  few: number,
): Float32Array {
  const { indices: near, k: stride } = found;
  const { indices: wide, k: wideStride } = truth;
  const shares = new Float32Array(wide.length / wideStride);
  for (let row = 0; row < shares.length; row++) {
    let shared = 0;
    const end = row * wideStride + many;
    for (let i = row * stride; i < row * stride + few; i++) {
      const neighbour = near[i];
      for (let j = row * wideStride; j < end; j++) {
        if (wide[j] === neighbour) {
          shared++;
          break;
        }
      }
    }
    shares[row] = shared / few;
  }
  return shares;
}

function stretch(codes: Space, map: Space, inCodes: Neighbours, k: number): Float32Array {
  const onMap = medianDistances(map, inCodes, k);
  const ratios = medianDistances(codes, inCodes, k).map((distance, row) => Math.log2(onMap[row] / distance));
  const typical = median(ratios.filter(Number.isFinite).sort());
  return Float32Array.from(ratios, (ratio) => (Number.isFinite(ratio) ? ratio - typical : Number.NaN));
}

/** For each row, the median of its distances from its first `k` neighbours. */
function medianDistances(space: Space, neighbours: Neighbours, k: number): Float64Array {
  const { rows, columns } = space;
  const { indices, k: stride } = neighbours;
  const points = space.take(Uint32Array.from({ length: rows }, (_, row) => row));
  const medians = new Float64Array(rows);
  const distances = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < k; i++) {
      distances[i] = squaredDistance(points, row, points, indices[row * stride + i], columns);
    }
    sortFew(distances);
    for (let i = 0; i < k; i++) distances[i] = Math.sqrt(distances[i]);
    medians[row] = median(distances);
  }
  return medians;
}

/** Insertion sort: for a handful of values faster than the call of `sort`, which is made for each row. */
function sortFew(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) {
    const value = values[i];
    let at = i;
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

/** NaN when there are no values. */
function median(sorted: Float64Array): number {
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
