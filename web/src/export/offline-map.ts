import type { Ground } from '../colour/palette.js';

/** What a map of one file carries, as JSON in the element with the first id; the others hold bytes in base64. */
export const offlineIds = {
  map: 'latentscape-map',
  /** `embedding.arrow` */
  table: 'latentscape-table',
  /** Of the map beside it: x of all rows, y of all rows (float32), common neighbours (a byte a row). */
  second: 'latentscape-second',
} as const;

export interface OfflineMap {
  readonly name: string;
  readonly created: string;
  /** The selections that were saved in the run. */
  readonly saved: readonly { readonly name: string; readonly rows: readonly number[] }[];
  /** What was shown, as in the page's address: view, colour, filter, selection, layers. */
  readonly search: string;
  readonly ground: Ground;
  /** Of the map beside it, where two are compared. */
  readonly second?: {
    readonly name: string;
    readonly neighbours: number;
    readonly meanCommon: number;
    /** Null for NaN, which JSON has not. */
    readonly distance: number | null;
  };
}
