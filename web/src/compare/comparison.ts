import type { Positions } from '../data/snapshots.js';
import type { NumberColumn } from '../data/table.js';

/** One of the two maps that are compared. */
export type Side = 'first' | 'second';

/** A second map of the shown run's rows, row by row beside the first. */
export interface Comparison {
  /** The run whose map it is. */
  readonly name: string;
  /** Where each map has the rows; the second is turned, mirrored and scaled to lie on the first. */
  readonly places: Readonly<Record<Side, Positions>>;
  /** For each row, how many of its nearest rows on one map are among its nearest on the other. */
  readonly common: NumberColumn;
  /** How many nearest rows that is out of. */
  readonly neighbours: number;
  /** The mean of `common`. */
  readonly meanCommon: number;
  /** Procrustes distance of the two maps: 0 the same shape, 1 nothing in common; NaN where a map is a single place. */
  readonly distance: number;
}

/** The column by which the map can be coloured and searched while two maps are compared. */
export const commonColumnName = 'common_neighbours';

/** @param values For each row, how many of its `neighbours` nearest rows both maps have. */
export function commonColumn(values: Uint8Array, neighbours: number): NumberColumn {
  return {
    kind: 'number',
    name: commonColumnName,
    values,
    format: (value) => `${value} of ${neighbours}`,
    isSmallNotable: true,
  };
}
