import type { LoadedRun } from './run.js';
import { noSavedSelections } from './saved-selections.js';
import type { MapTable } from './table.js';

/** A run of which there is only the map: whatever else is asked for is refused with `why`. */
export function mapOnlyRun(name: string, created: string, table: MapTable, why: string): LoadedRun {
  const missing = () => Promise.reject(new Error(why));
  return {
    name,
    manifest: { format: 1, name, created, seed: 0, status: 'done', options: {}, versions: {}, stages: {} },
    dataset: undefined,
    table,
    savedSelections: noSavedSelections,
    thumbnails: undefined,
    codes: {
      units: missing,
      unit: missing,
      row: missing,
      neighbours: missing,
      statistics: missing,
      contrasts: missing,
      histogram: missing,
      close: () => {},
    },
    features: { row: missing },
    featureMatrix: { contrasts: missing, close: () => {} },
    autoencoder: { training: missing, decode: missing, rebuild: missing, close: () => {} },
  };
}
