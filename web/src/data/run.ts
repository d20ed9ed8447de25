import type { DatasetDescription } from '@latentscape/pipeline';
import type { RunDetails } from '../../api.js';
import { fetchBuffer, fetchJson, fetchRun, fetchSelections, fileAddress } from '../api.js';
import { type Autoencoder, createAutoencoder } from './autoencoder.js';
import { type Codes, createCodes } from './codes.js';
import { createFeatureMatrix } from './feature-matrix.js';
import { createFeatures, type Features } from './features.js';
import { noSavedSelections, type SavedSelections, savedFromList } from './saved-selections.js';
import { type MapTable, readTable } from './table.js';
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
    fetchBuffer(name, 'embedding.arrow', signal),
    fetchSelections(name, signal).catch(() => undefined),
  ]);
  if (!arrow) throw new Error(`The run “${name}” has no map yet.`);
  const table = parseTable(name, arrow);
  return {
    name,
    manifest,
    dataset,
    table,
    savedSelections: selections ? savedFromList(selections, table.rows) : noSavedSelections,
    thumbnails:
      dataset?.thumbnails &&
      createThumbnails(dataset.thumbnails, (path) => fileAddress(name, `dataset/${path}`)),
    codes: createCodes(name, table.rows),
    features: createFeatures(name),
    featureMatrix: createFeatureMatrix(name, table.rows, dataset),
    autoencoder: createAutoencoder(name),
  };
}

function parseTable(name: string, arrow: ArrayBuffer): MapTable {
  try {
    return readTable(arrow);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The map of “${name}” cannot be read (${reason}). Run the pipeline again to mend it.`);
  }
}
