import { UserError } from '../errors.js';
import { keepRows } from './feature-matrix.js';
import { blocksOf, type FeatureRows } from './feature-rows.js';
import type { ResolvedDataOptions } from './options.js';
import { completeRows, medianOf } from './prepare-features.js';
import { listNames } from './roles.js';

/** New rows without gaps. */
export interface FilledRows {
  /** `rows x columns`. */
  readonly values: Uint8Array | Float32Array;
  /** The rows that remain, when some were left out. */
  readonly keptRows?: Uint32Array;
  readonly notes: readonly string[];
}

/**
 * Does about missing values of new rows what was done for those that the model learned from: they become the median of
 * the run's column, or their rows are left out.
 *
 * @param values raw values, `rows x columns`; changed in place
 * @param known the features of the run; what was missing there has become the median already, which does not move it
 * @throws UserError for infinite values, and missing ones that may not be replaced
 */
export function fillGaps(
  values: Uint8Array | Float32Array,
  known: FeatureRows,
  names: readonly string[] | undefined,
  missing: ResolvedDataOptions['missing'],
  source: string,
): FilledRows {
  const { columns } = known;
  const nameOf = (column: number) => names?.[column] ?? String(column + 1);
  const notes: string[] = [];
  if (missing === 'drop') {
    const keptRows = completeRows(values, values.length / columns, columns);
    const left = values.length / columns - keptRows.length;
    if (keptRows.length === 0)
      throw new UserError(`${source}: every row lacks a value. Use --missing median.`);
    if (left === 0) return { values, notes };
    notes.push(`${left.toLocaleString('en')} ${left === 1 ? 'row' : 'rows'} with missing values left out.`);
    return { values: keepRows(values, columns, keptRows), keptRows, notes };
  }
  if (missing === 'median') {
    const filled = fillWithMedians(values, known);
    const total = filled.reduce((sum, { cells }) => sum + cells, 0);
    const which = listNames(
      filled.map(({ column }) => nameOf(column)),
      5,
    );
    if (total > 0)
      notes.push(
        `${total.toLocaleString('en')} missing ${total === 1 ? 'number' : 'numbers'} in ${which} replaced by the median of the run's column.`,
      );
  }
  const at = values.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return { values, notes };
  const lacks = Number.isNaN(values[at]);
  throw new UserError(
    `${source}: row ${Math.floor(at / columns) + 1}, column "${nameOf(at % columns)}" ` +
      (lacks
        ? 'lacks a value. Use --missing median or --missing drop.'
        : 'holds infinity, or a number beyond 3.4e38. Use --missing drop.'),
  );
}

function fillWithMedians(values: Uint8Array | Float32Array, known: FeatureRows) {
  const { columns } = known;
  const filled: { readonly column: number; readonly cells: number }[] = [];
  for (let column = 0; column < columns; column++) {
    let cells = 0;
    let median = 0;
    for (let at = column; at < values.length; at += columns) {
      if (!Number.isNaN(values[at])) continue;
      if (cells++ === 0) median = medianOf(columnOf(known, column));
      values[at] = median;
    }
    if (cells > 0) filled.push({ column, cells });
  }
  return filled;
}

function columnOf(features: FeatureRows, column: number): Float32Array {
  const { rows, columns } = features;
  const values = new Float32Array(rows);
  for (const block of blocksOf(features)) {
    for (let row = block.first, at = column; at < block.values.length; row++, at += columns)
      values[row] = block.values[at];
  }
  return values;
}
