import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Autoencoder } from '../autoencoder/autoencoder.js';
import { numberColumn, readArrow } from '../data/arrow-table.js';
import type { NumberColumn } from '../data/dataset.js';
import { parseNpy } from '../data/npy.js';
import type { Neighbours } from '../quality/neighbour-labels.js';
import { readDataset, type StoredDataset } from '../store/dataset-folder.js';

/** Row-major float32 values, `rows x columns`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** What earlier stages leave for later ones. */
interface Results {
  readonly dataset: StoredDataset;
  readonly autoencoder: Autoencoder;
  /** One code a row, `rows x code size`. */
  readonly codes: Matrix;
  /** One point a row, `rows x 2`. */
  readonly embedding: Matrix;
  /** Nearest neighbours of each row in code space, where the layout left them. */
  readonly neighbours: Neighbours | undefined;
  /** Measures of each point, one column each. */
  readonly quality: readonly NumberColumn[];
}

/** Where each result lies in the run folder. */
export const artifacts = {
  model: 'model',
  codes: 'codes.npy',
  embedding: 'embedding.npy',
  neighbours: 'neighbours.npy',
  quality: 'quality.arrow',
} as const;

const readers: { [Name in keyof Results]: (folder: string, memory?: number) => Promise<Results[Name]> } = {
  dataset: readDataset,
  autoencoder: readModel,
  codes: (folder) => readMatrix(folder, artifacts.codes),
  embedding: (folder) => readMatrix(folder, artifacts.embedding),
  neighbours: readNeighbours,
  quality: readQuality,
};

/** TensorFlow.js is loaded when a model is read: most of what a run holds is read without. */
async function readModel(folder: string): Promise<Autoencoder> {
  const { loadModel, modelPaths } = await import('../autoencoder/model-files.js');
  const read = async (file: string) =>
    [file, await readFile(path.join(folder, artifacts.model, file))] as const;
  return loadModel(Object.fromEntries(await Promise.all(modelPaths.map(read))));
}

async function readQuality(folder: string): Promise<NumberColumn[]> {
  const table = readArrow(await readFile(path.join(folder, artifacts.quality)));
  return table.names.map((name) => numberColumn(table, String(name)));
}

async function readMatrix(folder: string, file: string): Promise<Matrix> {
  const { shape, values } = parseNpy(await readFile(path.join(folder, file)), file);
  return { rows: shape[0], columns: shape[1], values: values as Float32Array };
}

async function readNeighbours(folder: string): Promise<Neighbours | undefined> {
  const file = path.join(folder, artifacts.neighbours);
  if (!existsSync(file)) return undefined;
  const { shape, values } = parseNpy(await readFile(file), artifacts.neighbours);
  return { k: shape[1], indices: values as Uint32Array };
}

/**
 * What the stages so far produced. A stage that was executed in this process leaves its result here; one that was
 * reused is read back from the run folder, and only when a later stage asks for it.
 */
export class RunData {
  private readonly results: { [Name in keyof Results]?: Promise<Results[Name]> } = {};

  /**
   * @param folder path of the run folder
   * @param memory bytes that the features may take; more are left in the folder and read row by row
   */
  constructor(
    private readonly folder: string,
    private readonly memory?: number,
  ) {}

  keep<Name extends keyof Results>(name: Name, result: Results[Name]): void {
    Object.assign(this.results, { [name]: Promise.resolve(result) });
  }

  get<Name extends keyof Results>(name: Name): Promise<Results[Name]> {
    if (this.results[name] === undefined)
      Object.assign(this.results, { [name]: readers[name](this.folder, this.memory) });
    return this.results[name] as Promise<Results[Name]>;
  }
}
