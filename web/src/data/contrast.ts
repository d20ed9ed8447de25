import { chunkwise, type Steps } from '../slices.js';

/** What a selection has more or less of than the rest. */
export interface Contrast {
  /** Mean over the selected rows; NaN when none has a value. */
  readonly these: number;
  /** Mean over all other rows. */
  readonly rest: number;
  /** The difference in standard deviations over all rows; 0 where nothing varies. */
  readonly effect: number;
}

/**
 * Compares column after column of a row-major matrix. Missing values (NaN) are passed over.
 *
 * @param values `n x columns`
 * @param selected one byte a row, 1 = selected
 */
export function* contrasts(
  values: ArrayLike<number>,
  columns: number,
  selected: Uint8Array,
): Steps<Contrast[]> {
  const found: Contrast[] = [];
  for (let column = 0; column < columns; column++)
    found.push(yield* contrastOfColumn(values, columns, column, selected));
  return found;
}

function* contrastOfColumn(
  values: ArrayLike<number>,
  columns: number,
  column: number,
  selected: Uint8Array,
): Steps<Contrast> {
  const sums = [0, 0];
  const counts = [0, 0];
  // Sums of squares around the first value: a large offset would cost the variance its digits.
  let origin = Number.NaN;
  let squares = 0;
  yield* chunkwise(selected.length, (from, to) => {
    for (let row = from, at = from * columns + column; row < to; row++, at += columns) {
      const value = values[at];
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(origin)) origin = value;
      const shifted = value - origin;
      sums[selected[row]] += shifted;
      counts[selected[row]]++;
      squares += shifted * shifted;
    }
  });
  const count = counts[0] + counts[1];
  const mean = (sums[0] + sums[1]) / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const [rest, these] = sums.map((sum, group) => origin + sum / counts[group]);
  const effect = (these - rest) / deviation;
  return { these, rest, effect: Number.isFinite(effect) ? effect : 0 };
}

/** Compares how often each category occurs, as shares from 0 to 1; rows without a value count in no category. */
export function* categoryContrasts(
  codes: ArrayLike<number>,
  categories: number,
  selected: Uint8Array,
): Steps<Contrast[]> {
  const counts = [new Uint32Array(categories), new Uint32Array(categories)];
  const totals = [0, 0];
  yield* chunkwise(selected.length, (from, to) => {
    for (let row = from; row < to; row++) {
      if (codes[row] < 0) continue;
      counts[selected[row]][codes[row]]++;
      totals[selected[row]]++;
    }
  });
  return Array.from({ length: categories }, (_, category) => {
    const these = counts[1][category] / totals[1];
    const rest = counts[0][category] / totals[0];
    const all = (counts[0][category] + counts[1][category]) / (totals[0] + totals[1]);
    const effect = (these - rest) / Math.sqrt(all * (1 - all));
    return { these, rest, effect: Number.isFinite(effect) ? effect : 0 };
  });
}
