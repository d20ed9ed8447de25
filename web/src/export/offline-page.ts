import { askOnce, copied } from '../ask-worker.js';
import type { Comparison } from '../compare/comparison.js';
import type { LoadedRun } from '../data/run.js';
import { rowsOfSaved } from '../data/saved-selections.js';
import { addressOf } from '../state/address.js';
import type { AppState } from '../state/app-state.js';
import type { OfflineMap } from './offline-map.js';
import type { OfflinePageRequest } from './offline-page.worker.js';

/** The map, or both that are compared, as one HTML file that opens from a disk: script, style and tables are inside. */
export async function offlinePage({ name, manifest }: LoadedRun, state: AppState): Promise<Blob> {
  const { comparison, saved, ground } = state;
  const places = comparison && (await copied(arraysOf(comparison)));
  const request: OfflinePageRequest = {
    run: name,
    name: manifest.name,
    created: manifest.created,
    saved: saved.usable.map((selection) => ({ name: selection.name, rows: rowsOfSaved(selection) })),
    search: addressOf(state).slice(1),
    ground,
    ...(comparison && { second: factsOf(comparison), secondPlaces: places!.copies }),
  };
  const worker = new Worker(new URL('./offline-page.worker.ts', import.meta.url), { type: 'module' });
  return askOnce(worker, request, 'The file cannot be put together in this browser.', {
    transfer: places?.buffers,
  });
}

function factsOf({ name, neighbours, meanCommon, distance }: Comparison): OfflineMap['second'] {
  return { name, neighbours, meanCommon, distance: Number.isNaN(distance) ? null : distance };
}

function arraysOf({ places, common }: Comparison) {
  const { x, y } = places.second;
  return { x, y, common: Uint8Array.from(common.values) };
}
