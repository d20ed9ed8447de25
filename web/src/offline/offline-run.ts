import { type Comparison, commonColumn } from '../compare/comparison.js';
import { mapOnlyRun } from '../data/map-only-run.js';
import type { LoadedRun } from '../data/run.js';
import { savedSelection } from '../data/saved-selections.js';
import { type MapTable, readTable } from '../data/table.js';
import { type OfflineMap, offlineIds } from '../export/offline-map.js';

/** A run of which there is only the map: whatever else is asked for is said to be missing. */
export function offlineRun({ name, created, saved }: OfflineMap): LoadedRun {
  const table = readTable(bytesOf(offlineIds.table));
  const usable = saved.map(({ name, rows }) => savedSelection(name, name, rows, table.rows));
  return {
    ...mapOnlyRun(name, created, table, 'This file holds the map alone.'),
    savedSelections: { usable, unusable: [] },
  };
}

/** The map beside it, where the file has two. */
export function offlineComparison({ second }: OfflineMap, first: MapTable): Comparison | undefined {
  if (!second) return undefined;
  const { rows } = first;
  const bytes = bytesOf(offlineIds.second);
  const places = { x: new Float32Array(bytes, 0, rows), y: new Float32Array(bytes, 4 * rows, rows) };
  return {
    ...second,
    places: { first, second: places },
    common: commonColumn(new Uint8Array(bytes, 8 * rows), second.neighbours),
    distance: second.distance ?? Number.NaN,
  };
}

function bytesOf(id: string): ArrayBuffer {
  const text = atob(document.getElementById(id)!.textContent!);
  return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer;
}
