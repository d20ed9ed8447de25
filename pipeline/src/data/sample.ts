import type { CategoryColumn, Column, Dataset, Features } from './dataset.js';
import { drawToFront, type Random, seededRandom } from './random.js';

/** Rows to hold out are drawn apart from rows to keep: the same draw would hold out every row of a sample. */
const holdOutStream = 1;

/**
 * Draws `count` rows without replacement; the rows kept stay in their order.
 *
 * @param count rows wanted; a data set that has no more is returned as it is
 * @param seed same seed, same rows
 * @param stratify draw from each label in proportion to its share (largest remainders), so that rare classes stay
 */
export function sampleRows(dataset: Dataset, count: number, seed: number, stratify = false): Dataset {
  const { rows } = dataset.features;
  if (count >= rows) return dataset;
  const label = stratify ? dataset.label : undefined;
  const chosen = drawRows(rows, count, seed, label);
  const note = sampleNote(count, rows, seed, label?.name);
  return {
    ...selectRows(dataset, chosen),
    features: selectFeatures(dataset.features, chosen),
    notes: [...dataset.notes, note],
  };
}

/** The numbers of `count` of the rows, ascending. @param label draw from each class in proportion to its share */
export function drawRows(rows: number, count: number, seed: number, label?: CategoryColumn): Uint32Array {
  const strata = label ? rowsByLabel(label) : [Uint32Array.from({ length: rows }, (_, i) => i)];
  return drawFrom(strata, count, seededRandom(seed));
}

/** Of ascending row numbers, those of the `count` rows from `start` on, counted from there. */
export function rowsWithin(chosen: Uint32Array, start: number, count: number): Uint32Array {
  return chosen
    .subarray(firstFrom(chosen, start), firstFrom(chosen, start + count))
    .map((row) => row - start);
}

/** How many of ascending row numbers are less than `row`. */
export function firstFrom(chosen: Uint32Array, row: number): number {
  let low = 0;
  for (let high = chosen.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (chosen[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the user is told of a sample. */
export function sampleNote(count: number, rows: number, seed: number, label?: string): string {
  const how = label === undefined ? '' : `, stratified by ${label}`;
  return `${count.toLocaleString('en')} of ${rows.toLocaleString('en')} rows were drawn at random (seed ${seed}${how}).`;
}

/** The rows of a data set, without the features. */
type Rows = Pick<Dataset, 'name' | 'ids' | 'label' | 'metadata' | 'split'>;

/** Ids, label, metadata and split of the given rows only, in the given order. */
export function selectRows<R extends Rows>(rows: R, chosen: Uint32Array): R {
  return {
    ...rows,
    ids: Array.from(chosen, (row) => rows.ids[row]),
    label: rows.label && selectColumn(rows.label, chosen),
    metadata: rows.metadata.map((column) => selectColumn(column, chosen)),
    split: Uint8Array.from(chosen, (row) => rows.split[row]),
  };
}

function selectFeatures({ columns, values, scaling }: Features, chosen: Uint32Array): Features {
  const selected = new (values.constructor as Uint8ArrayConstructor)(
    chosen.length * columns,
  ) as typeof values;
  chosen.forEach((row, i) => {
    selected.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { rows: chosen.length, columns, values: selected, scaling };
}

/**
 * Which rows are held out from training.
 *
 * @param share of the rows, rounded; none are held out where fewer than 10 would train
 * @returns one byte a row, 1 = held out
 */
export function holdOutRows(rows: number, share: number, seed: number): Uint8Array {
  const split = new Uint8Array(rows);
  const count = Math.round(rows * share);
  if (rows - count < 10) return split;
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  drawToFront(order, count, seededRandom(seed, holdOutStream));
  for (const row of order.subarray(0, count)) split[row] = 1;
  return split;
}

/** The column with only the given rows, in the given order. */
export function selectColumn<C extends Column>(column: C, chosen: Uint32Array): C {
  switch (column.kind) {
    case 'category':
      return { ...column, codes: Int32Array.from(chosen, (row) => column.codes[row]) };
    case 'number':
      return {
        ...column,
        values:
          column.values.constructor === Float32Array
            ? Float32Array.from(chosen, (row) => column.values[row])
            : Float64Array.from(chosen, (row) => column.values[row]),
      };
    default:
      return { ...column, values: Array.from(chosen, (row) => column.values[row]) };
  }
}

/** Row numbers of each category; rows without a label are the last group. */
function rowsByLabel(label: CategoryColumn): Uint32Array[] {
  const groups = Array.from({ length: label.categories.length + 1 }, () => [] as number[]);
  label.codes.forEach((code, row) => {
    groups[code < 0 ? label.categories.length : code].push(row);
  });
  return groups.map((group) => Uint32Array.from(group));
}

function drawFrom(strata: readonly Uint32Array[], count: number, random: Random): Uint32Array {
  const total = strata.reduce((sum, rows) => sum + rows.length, 0);
  const exact = strata.map((rows) => (rows.length * count) / total);
  const quota = exact.map(Math.floor);
  const byRemainder = exact
    .map((_, i) => i)
    .sort((a, b) => exact[b] - quota[b] - (exact[a] - quota[a]) || a - b);
  const short = count - quota.reduce((sum, n) => sum + n, 0);
  for (const i of byRemainder.slice(0, short)) quota[i]++;
  const chosen = strata.map((rows, i) => {
    drawToFront(rows, quota[i], random);
    return rows.subarray(0, quota[i]);
  });
  return Uint32Array.from(chosen.flatMap((rows) => [...rows])).sort();
}
