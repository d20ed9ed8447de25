import { seededRandom } from '../data/random.js';
import { type Estimate, estimateByBatches } from './estimate.js';
import { classCount } from './neighbour-labels.js';
import { type Space, squaredDistance } from './space.js';

/** Pairs of rows whose distances are compared. */
export interface Pairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** Whether these are all pairs there are, or a random sample. */
  readonly complete: boolean;
}

/**
 * All pairs of different rows where they are at most `exact`, else `sample` pairs, each drawn anew.
 * @param seed same seed, same pairs
 */
export function choosePairs(rows: number, exact: number, sample: number, seed: number): Pairs {
  return (rows * (rows - 1)) / 2 <= exact ? allPairs(rows) : randomPairs(rows, sample, seed);
}

function allPairs(rows: number): Pairs {
  const left = new Uint32Array((rows * (rows - 1)) / 2);
  const right = new Uint32Array(left.length);
  for (let i = 0, pair = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++, pair++) {
      left[pair] = i;
      right[pair] = j;
    }
  }
  return { left, right, complete: true };
}

function randomPairs(rows: number, count: number, seed: number): Pairs {
  const random = seededRandom(seed);
  const left = Uint32Array.from({ length: count }, () => Math.floor(random() * rows));
  const right = left.map((row) => {
    const other = Math.floor(random() * (rows - 1));
    return other < row ? other : other + 1;
  });
  return { left, right, complete: false };
}

/** Euclidean distance of each pair. */
export function pairDistances(space: Space, { left, right }: Pairs): Float64Array {
  const { take, factor } = space.bytes ?? { take: space.take, factor: 1 };
  const pairsATime = 1000;
  const distances = new Float64Array(left.length);
  for (let start = 0; start < left.length; start += pairsATime) {
    const a = take(left.subarray(start, start + pairsATime));
    const b = take(right.subarray(start, start + pairsATime));
    for (let i = 0; i < a.length / space.columns; i++) {
      distances[start + i] = factor * Math.sqrt(squaredDistance(a, i, b, i, space.columns));
    }
  }
  return distances;
}

/** How well distances at every scale survive. */
export interface DistanceQuality {
  /** Spearman's rank correlation of the distances: 1 when every longer distance stays longer (Kobak & Berens 2019). */
  readonly distanceCorrelation: Estimate;
  /** Kruskal's stress-1 of the distances, see `stress`: 0 when they are kept up to one common factor. */
  readonly stress: Estimate;
}

/** @param before distances of the pairs in one space @param after in another @param complete whether these are all */
export function compareDistances(
  before: Float64Array,
  after: Float64Array,
  complete: boolean,
): DistanceQuality {
  const estimate = (measure: (a: Float64Array, b: Float64Array) => number): Estimate =>
    complete
      ? { value: measure(before, after), standardError: 0 }
      : estimateByBatches(before.length, (start, end) =>
          measure(before.subarray(start, end), after.subarray(start, end)),
        );
  return { distanceCorrelation: estimate(spearman), stress: estimate(stress) };
}

/**
 * Stress-1 (Kruskal 1964): sqrt(sum (d - c·e)² / sum d²) for distances d before and e after, with the factor c that
 * makes it smallest, so that the scale of the map does not matter. From 0, where all proportions are kept, to 1.
 */
function stress(before: Float64Array, after: Float64Array): number {
  let products = 0;
  let squaresBefore = 0;
  let squaresAfter = 0;
  for (let i = 0; i < before.length; i++) {
    products += before[i] * after[i];
    squaresBefore += before[i] ** 2;
    squaresAfter += after[i] ** 2;
  }
  if (squaresAfter === 0) return squaresBefore === 0 ? Number.NaN : 1;
  return Math.sqrt(Math.max(0, 1 - products ** 2 / (squaresAfter * squaresBefore)));
}

/** Spearman's rank correlation; equal values share the mean of their ranks. NaN when either side is constant. */
export function spearman(a: Float64Array, b: Float64Array): number {
  const ranksA = sharedRanks(a);
  const ranksB = sharedRanks(b);
  const middle = (a.length - 1) / 2;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    products += (ranksA[i] - middle) * (ranksB[i] - middle);
    squaresA += (ranksA[i] - middle) ** 2;
    squaresB += (ranksB[i] - middle) ** 2;
  }
  return products / Math.sqrt(squaresA * squaresB);
}

/** Ranks from 0; equal values share the mean of their ranks. Numbers sort much faster than indices by a comparison. */
function sharedRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const ranks = new Float64Array(sorted.length);
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    ranks.fill((start + end - 1) / 2, start, end);
  }
  return values.map((value) => ranks[placeOf(sorted, value)]);
}

/** Where a value first stands among sorted ones. */
function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The mean of each class as a point: `classes x columns`; of bytes, in their own units. A class that has no rows is left out.
 * @param labels one code a row, -1 for none
 */
export function classCentres(space: Space, labels: Int32Array): Space {
  const { columns } = space;
  const members = rowsOfClasses(labels).filter((rows) => rows.length > 0);
  const centres = members.map((rows) => meanRow(space, rows));
  return {
    rows: centres.length,
    columns,
    take: (indices) => Float32Array.from(Array.from(indices, (i) => [...centres[i]]).flat()),
  };
}

/** The rows of each class, in order. */
function rowsOfClasses(labels: Int32Array): Uint32Array[] {
  const rows = Array.from({ length: classCount(labels) }, () => [] as number[]);
  for (let row = 0; row < labels.length; row++) if (labels[row] >= 0) rows[labels[row]].push(row);
  return rows.map((members) => Uint32Array.from(members));
}

function meanRow(space: Space, rows: Uint32Array): Float64Array {
  const { columns } = space;
  const sums = new Float64Array(columns);
  const rowsATime = 1000;
  for (let start = 0; start < rows.length; start += rowsATime) {
    const block = (space.bytes ?? space).take(rows.subarray(start, start + rowsATime));
    addRows(sums, block);
  }
  return sums.map((sum) => sum / rows.length);
}

/** Adds rows, four at a time: so the sums are read and written a quarter as often. */
function addRows(sums: Float64Array, values: Float32Array | Uint8Array): void {
  const columns = sums.length;
  let at = 0;
  for (const end = values.length - 3 * columns; at < end; at += 4 * columns) {
    for (let column = 0, i = at; column < columns; column++, i++) {
      sums[column] += values[i] + values[i + columns] + values[i + 2 * columns] + values[i + 3 * columns];
    }
  }
  for (; at < values.length; at += columns) {
    for (let column = 0; column < columns; column++) sums[column] += values[at + column];
  }
}
