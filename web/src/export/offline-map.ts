import type { Ground } from '../colour/palette.js';
import type { View } from '../map/camera.js';

/** What a map of one file carries, as JSON in an element with this id. */
export const offlineDataId = 'latentscape-map';

export interface OfflineMap {
  readonly name: string;
  readonly created: string;
  /** `embedding.arrow` in base64. */
  readonly arrow: string;
  readonly colourBy: string | undefined;
  readonly ground: Ground;
  readonly view: View | undefined;
}
