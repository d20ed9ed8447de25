import { mapOnlyRun } from '../data/map-only-run.js';
import type { LoadedRun } from '../data/run.js';
import { savedSelection } from '../data/saved-selections.js';
import { readTable } from '../data/table.js';
import type { OfflineMap } from '../export/offline-map.js';

/** A run of which there is only the map: whatever else is asked for is said to be missing. */
export function offlineRun({ name, created, arrow, saved }: OfflineMap): LoadedRun {
  const bytes = Uint8Array.from(atob(arrow), (character) => character.charCodeAt(0));
  const table = readTable(bytes.buffer);
  const usable = saved.map(({ name, rows }) => savedSelection(name, name, rows, table.rows));
  return {
    ...mapOnlyRun(name, created, table, 'This file holds the map alone.'),
    savedSelections: { usable, unusable: [] },
  };
}
