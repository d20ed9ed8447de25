import { UserError } from '../errors.js';
import type { NeighbourGraph, SparseAffinities } from './inputs.js';

/** Checks that vectors are `rows x columns` finite numbers. */
export function checkVectors(data: Float32Array, rows: number, columns: number, what = 'data'): void {
  for (const [name, value] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    if (!Number.isInteger(value) || value < 0)
      throw new UserError(`invalid ${name}: ${value}; expected a whole number`);
  }
  if (rows === 0) throw new UserError(`the ${what} has 0 rows; there is nothing to embed`);
  if (columns === 0) throw new UserError(`the ${what} has 0 columns; at least 1 is required`);
  if (data.length !== rows * columns) {
    throw new UserError(
      `the ${what} has ${data.length} numbers; ${rows} rows of ${columns} columns are ${rows * columns}`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      const name = Number.isNaN(data[i]) ? 'NaN' : 'infinity';
      throw new UserError(
        `the ${what} holds ${name} in row ${Math.floor(i / columns)}, column ${i % columns} (counted from 0); ` +
          'replace or drop such values first',
      );
    }
  }
}

/** Checks a graph of `rows x k` neighbours. */
export function checkGraph({ rows, k, indices, distances }: NeighbourGraph): void {
  if (rows === 0) throw new UserError('the graph has 0 rows; there is nothing to embed');
  if (!(Number.isInteger(k) && k > 0 && k < rows)) {
    throw new UserError(
      `invalid k: ${k}; a graph of ${rows} rows has from 1 to ${rows - 1} neighbours a row`,
    );
  }
  if (indices.length !== rows * k || distances.length !== rows * k) {
    throw new UserError(
      `the graph has ${indices.length} indices and ${distances.length} distances; ` +
        `${rows} rows of ${k} neighbours are ${rows * k}`,
    );
  }
  checkNames(indices, rows, 'graph');
  checkNamedOnce((row) => indices.subarray(row * k, (row + 1) * k), rows, 'graph');
  checkNumbers(distances, 'graph');
}

/** Checks sparse affinities. */
export function checkAffinities({ rows, starts, indices, values }: SparseAffinities): void {
  if (rows === 0) throw new UserError('the affinities have 0 rows; there is nothing to embed');
  if (starts.length !== rows + 1 || starts[rows] !== indices.length || indices.length !== values.length) {
    throw new UserError(
      `the affinities have ${starts.length} starts, ${indices.length} indices and ${values.length} values; ` +
        `${rows} rows need ${rows + 1} starts, the last of them equal to the number of indices and of values`,
    );
  }
  checkNames(indices, rows, 'affinities');
  const namedBy = (row: number) => indices.subarray(starts[row], starts[row + 1]);
  checkNamedOnce(namedBy, rows, 'affinities');
  checkNumbers(values, 'affinities');
  if (!values.some((value) => value > 0))
    throw new UserError('the affinities are all 0; there is nothing to embed');
  checkSymmetry(namedBy, { rows, starts, indices, values });
}

/** Relative difference up to which two affinities count as the same: rounding to float32, and then some. */
const SAME = 1e-4;

function checkSymmetry(
  namedBy: (row: number) => Uint32Array,
  { rows, starts, indices, values }: SparseAffinities,
): void {
  for (let row = 0; row < rows; row++) {
    for (let edge = starts[row]; edge < starts[row + 1]; edge++) {
      const other = indices[edge];
      const place = namedBy(other).indexOf(row);
      const back = place < 0 ? 0 : values[starts[other] + place];
      if (Math.abs(values[edge] - back) <= SAME * Math.max(values[edge], back)) continue;
      throw new UserError(
        `the affinities are not symmetric: row ${row} has ${values[edge]} for row ${other}, which has ${back} for ` +
          `row ${row}; add the matrix to its transpose`,
      );
    }
  }
}

function checkNamedOnce(namedBy: (row: number) => Uint32Array, rows: number, what: string): void {
  const lastNamedBy = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (const name of namedBy(row)) {
      if (lastNamedBy[name] === row) {
        throw new UserError(
          `the ${what} ${verb(what, 'name')} row ${name} twice as a neighbour of row ${row}`,
        );
      }
      lastNamedBy[name] = row;
    }
  }
}

function checkNames(indices: Uint32Array, rows: number, what: string): void {
  const stranger = indices.find((row) => row >= rows);
  if (stranger === undefined) return;
  throw new UserError(
    `the ${what} ${verb(what, 'name')} row ${stranger}, but there are ${rows} rows (counted from 0)`,
  );
}

function checkNumbers(values: Float32Array, what: string): void {
  const odd = values.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (odd === undefined) return;
  throw new UserError(`the ${what} ${verb(what, 'hold')} ${odd}; expected finite numbers, 0 or more`);
}

function verb(what: string, word: string): string {
  return what.endsWith('s') ? word : `${word}s`;
}
