import type { Address } from '../threads/arena.js';
import type { ArrangedRows } from './arranged-rows.js';
import { chunksOf, type Engine } from './engine.js';

/** The start has this standard deviation along its first axis: small, so that the forces shape the map. */
const START_DEVIATION = 1e-4;
/** A little noise on top, relative to it, so that equal rows can part. */
const NOISE = 0.01;
/** Directions that the iteration carries along, of which two are used: the others make it converge faster. */
const SUBSPACE = 6;
const MOST_ROUNDS = 300;
/** The iteration ends when a round turns the two directions by less than this. */
const STILL = 1e-10;

/** Starts the embedding on the first two principal components of the rows, small (Kobak and Berens 2019). */
export function principalStart(engine: Engine, arranged: ArrangedRows, y: Address): void {
  const { team, arena, random } = engine;
  const { count, columns } = arranged;
  const mark = arena.mark();
  const directions = principalDirections(columns, covarianceMatrix(engine, arranged), random);
  const chunks = chunksOf(count);
  team.run(
    'project',
    chunks.count,
    arranged.points.rows,
    count,
    columns,
    chunks.rows,
    arena.put(directions),
    y,
  );
  arena.release(mark);
  const points = arena.f32(y, 2 * count);
  const deviation = deviationOfX(points);
  // Rows that are all equal have no components; far closer together than others start, they would never part.
  if (deviation === 0) randomStart(engine, count, y);
  else scaleStart(points, START_DEVIATION / deviation, random);
}

/** Starts the embedding on points drawn from a normal distribution. */
export function randomStart({ arena, random }: Engine, rows: number, y: Address): void {
  const points = arena.f32(y, 2 * rows);
  for (let i = 0; i < points.length; i++) points[i] = START_DEVIATION * approximatelyNormal(random);
}

/** The sum of twelve uniform numbers less six: deviation 1, no tails, and no logarithm of the host. */
function approximatelyNormal(random: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

function deviationOfX(y: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < y.length; i += 2) squares += y[i] * y[i];
  return Math.sqrt(squares / (y.length / 2));
}

function scaleStart(y: Float32Array, factor: number, random: () => number): void {
  for (let i = 0; i < y.length; i++) y[i] = y[i] * factor + (random() - 0.5) * NOISE * START_DEVIATION;
}

/** The covariance matrix times the number of rows, `columns x columns`, float64. */
function covarianceMatrix({ team, arena }: Engine, { count, columns, points }: ArrangedRows): Float64Array {
  const size = columns * columns;
  const chunks = chunksOf(count, Math.max(1, Math.min(16, Math.floor(2 ** 24 / size))));
  const mark = arena.mark();
  const sums = arena.take(chunks.count * size * 8);
  team.run('covariance', chunks.count, points.rows, count, columns, chunks.rows, sums);
  const partial = arena.f64(sums, chunks.count * size);
  const matrix = new Float64Array(size);
  for (let i = 0; i < partial.length; i++) matrix[i % size] += partial[i];
  arena.release(mark);
  // The kernel fills the upper triangle only.
  for (let a = 0; a < columns; a++)
    for (let b = 0; b < a; b++) matrix[a * columns + b] = matrix[b * columns + a];
  return matrix;
}

/** The two leading eigenvectors of a symmetric matrix, `2 x size`, by orthogonal iteration (Golub and Van Loan 8.2). */
function principalDirections(size: number, matrix: Float64Array, random: () => number): Float64Array {
  const kept = Math.min(SUBSPACE, size);
  let basis: Float64Array[] = Array.from({ length: kept }, () =>
    Float64Array.from({ length: size }, () => random() - 0.5),
  );
  orthonormalise(basis);
  for (let round = 0, turn = 1; round < MOST_ROUNDS && turn > STILL; round++) {
    const before = basis;
    basis = basis.map((vector) => multiply(matrix, vector));
    orthonormalise(basis);
    turn = Math.max(...basis.slice(0, 2).map((vector, axis) => 1 - Math.abs(dot(vector, before[axis]))));
  }
  const directions = new Float64Array(2 * size);
  for (let axis = 0; axis < Math.min(2, kept); axis++) {
    const direction = basis[axis];
    // The sign of an eigenvector is free: make its largest component positive.
    const largest = direction.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
    for (let c = 0; c < size; c++) directions[axis * size + c] = largest < 0 ? -direction[c] : direction[c];
  }
  return directions;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += matrix[a * size + b] * vector[b];
    product[a] = sum;
  }
  return product;
}

/** Gram and Schmidt's process, in place; a vector that depends on the ones before it becomes zero. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, index) => {
    const before = Math.sqrt(dot(vector, vector));
    for (const other of vectors.slice(0, index)) {
      const overlap = dot(vector, other);
      for (let c = 0; c < vector.length; c++) vector[c] -= overlap * other[c];
    }
    const length = Math.sqrt(dot(vector, vector));
    const factor = length > 1e-12 * before ? 1 / length : 0;
    for (let c = 0; c < vector.length; c++) vector[c] *= factor;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
