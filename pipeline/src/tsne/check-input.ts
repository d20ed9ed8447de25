import { UserError } from '../errors.js';

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
