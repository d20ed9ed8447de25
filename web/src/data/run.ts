import type { DatasetDescription } from '@latentscape/pipeline';
import type { RunDetails } from '../../api.js';
import { fetchJson, fetchPieces, fetchRun, fetchSelections } from '../api.js';
import { findGrouping } from '../colour/colouring.js';
import { findExtent } from '../map/grid-index.js';
import { findDrawingOrder } from '../map/points.js';
import { inSlices, type Steps } from '../slices.js';
import { type Autoencoder, createAutoencoder } from './autoencoder.js';
import { type Codes, createCodes } from './codes.js';
import { createFeatureMatrix } from './feature-matrix.js';
import { createFeatures, type Features } from './features.js';
import { noSavedSelections, type SavedSelections, savedFromList } from './saved-selections.js';
import { type MapTable, readTableSteps } from './table.js';
import { createThumbnails, type Thumbnails } from './thumbnails.js';

/** A run with its map in memory; codes, features, pictures and the model come when they are needed. */
export interface LoadedRun {
  readonly name: string;
  readonly manifest: RunDetails;
  readonly dataset: DatasetDescription | undefined;
  readonly table: MapTable;
  /** The selections that were saved in it when it was loaded. */
  readonly savedSelections: SavedSelections;
  readonly thumbnails: Thumbnails | undefined;
  readonly codes: Codes;
  readonly features: Features;
  /** All features at once, for a comparison; only tables that are not too large are fetched. */
  readonly featureMatrix: Pick<Codes, 'contrasts' | 'close'>;
  readonly autoencoder: Autoencoder;
}

/** Loads what the map needs. Throws with a sentence for the user where an artifact is missing or damaged. */
export async function loadRun(name: string, signal: AbortSignal): Promise<LoadedRun> {
  const [manifest, dataset, arrow, selections] = await Promise.all([
    fetchRun(name, signal),
    fetchJson<DatasetDescription>(name, 'dataset/dataset.json', signal),
    fetchPieces(name, 'embedding.arrow', signal),
    fetchSelections(name, signal).catch(() => undefined),
  ]);
  if (!arrow) throw new Error(`The run “${name}” has no map yet.`);
  const table = await inSlices(prepareTable(name, arrow), () => !signal.aborted);
  if (!table) throw new Error('The run is not wanted any more.');
  return {
    name,
    manifest,
    dataset,
    table,
    savedSelections: selections ? savedFromList(selections, table.rows) : noSavedSelections,
    thumbnails: dataset?.thumbnails && createThumbnails(dataset.thumbnails, name),
    codes: createCodes(name, table.rows),
    features: createFeatures(name),
    featureMatrix: createFeatureMatrix(name, table.rows, dataset),
    autoencoder: createAutoencoder(name),
  };
}

/** Reads the table and finds what showing it asks for at once: all that is kept where it is asked for. */
function* prepareTable(name: string, arrow: ArrayBuffer): Steps<MapTable> {
  const table = yield* parseTable(name, arrow);
  yield* findExtent(table.x);
  yield* findExtent(table.y);
  yield* findDrawingOrder(table.rows);
  if (table.label) yield* findGrouping(table.label);
  return table;
}

function* parseTable(name: string, arrow: ArrayBuffer): Steps<MapTable> {
  try {
    return yield* readTableSteps(arrow);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The map of “${name}” cannot be read (${reason}). Run the pipeline again to mend it.`);
  }
}
