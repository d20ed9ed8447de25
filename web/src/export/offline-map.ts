import type { Ground } from '../colour/palette.js';

/** What a map of one file carries, as JSON in an element with this id. */
export const offlineDataId = 'latentscape-map';

export interface OfflineMap {
  readonly name: string;
  readonly created: string;
  /** `embedding.arrow` in base64. */
  readonly arrow: string;
  /** The selections that were saved in the run. */
  readonly saved: readonly { readonly name: string; readonly rows: readonly number[] }[];
  /** What was shown, as in the page's address: view, colour, filter, selection, layers. */
  readonly search: string;
  readonly ground: Ground;
}
