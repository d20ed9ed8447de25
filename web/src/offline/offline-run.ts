import type { LoadedRun } from '../data/run.js';
import { savedSelection } from '../data/saved-selections.js';
import { readTable } from '../data/table.js';
import type { OfflineMap } from '../export/offline-map.js';

/** A run of which there is only the map: whatever else is asked for is said to be missing. */
export function offlineRun({ name, created, arrow, saved }: OfflineMap): LoadedRun {
  const missing = () => Promise.reject(new Error('This file holds the map alone.'));
  const bytes = Uint8Array.from(atob(arrow), (character) => character.charCodeAt(0));
  const table = readTable(bytes.buffer);
  const usable = saved.map(({ name, rows }) => savedSelection(name, name, rows, table.rows));
  return {
    name,
    manifest: { format: 1, name, created, seed: 0, status: 'done', options: {}, versions: {}, stages: {} },
    dataset: undefined,
    table,
    savedSelections: { usable, unusable: [] },
    thumbnails: undefined,
    codes: {
      units: missing,
      unit: missing,
      row: missing,
      neighbours: missing,
      statistics: missing,
      contrasts: missing,
      close: () => {},
    },
    features: { row: missing },
    featureMatrix: { contrasts: missing, close: () => {} },
    autoencoder: { training: missing, decode: missing, withNoise: missing },
  };
}
