import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type AutoencoderOptions, autoencoderDefaults, type BackendChoice } from './autoencoder/options.js';
import { availableMemory } from './data/memory.js';
import { type DataOptions, dataDefaults } from './data/options.js';
import { readManifest } from './store/manifest.js';
import { runPath } from './store/run-folder.js';

/** Which library lays out the codes, and how; the field's own names (van der Maaten & Hinton 2008). */
export interface EmbeddingOptions {
  /** `latentscape`: this product's own linear-time engine; `tsne-js`: the npm package, exact and quadratic. */
  readonly engine: 'latentscape' | 'tsne-js';
  /** Effective number of neighbours; several values mix affinities at several scales. */
  readonly perplexity: readonly number[];
  /** Factor on the attraction in the early iterations, which lets clusters form. */
  readonly earlyExaggeration: number;
  readonly earlyIterations: number;
  /** Factor on the attraction afterwards; 1 is t-SNE, more draws clusters tighter. */
  readonly exaggeration: number;
  readonly iterations: number;
  /** `auto`: rows / exaggeration (Belkina et al. 2019). */
  readonly learningRate: 'auto' | number;
  readonly initialization: 'pca' | 'random';
  readonly metric: 'euclidean' | 'cosine';
  /** Degrees of freedom of the map's kernel; below 1 shows finer structure (Kobak et al. 2019). */
  readonly dof: number;
}

export const embeddingDefaults: EmbeddingOptions = {
  engine: 'latentscape',
  perplexity: [30],
  earlyExaggeration: 12,
  earlyIterations: 250,
  exaggeration: 1,
  iterations: 500,
  learningRate: 'auto',
  initialization: 'pca',
  metric: 'euclidean',
  dof: 1,
};

export interface ExportOptions {
  /** Also write the code's columns into `embedding.csv`. */
  readonly codes: boolean;
}

/** Everything that decides a run. */
export interface RunOptions {
  /** Files, folders or the name of a built-in data set. */
  readonly source: readonly string[];
  /** The folder that holds the runs. */
  readonly runs: string;
  /** The run's name; by default made from the data's name and the options that are not the default. */
  readonly name?: string;
  readonly seed: number;
  /** Worker threads; the result does not depend on their number. */
  readonly threads: number;
  /** Bytes that the features may take; more are read from the disk batch by batch. The result does not depend on it. */
  readonly memory: number;
  readonly backend: BackendChoice;
  /** Lay out the rows themselves, for features that are an embedding already. */
  readonly skipAutoencoder: boolean;
  readonly data: DataOptions;
  readonly autoencoder: AutoencoderOptions;
  readonly embedding: EmbeddingOptions;
  readonly export: ExportOptions;
}

/** Every default of a run, in one place. */
export const runDefaults: RunOptions = {
  source: ['mnist'],
  runs: 'runs',
  seed: 1,
  threads: Math.min(8, availableParallelism()),
  memory: Math.floor(availableMemory() / 2),
  backend: 'wasm',
  skipAutoencoder: false,
  data: dataDefaults,
  autoencoder: autoencoderDefaults,
  embedding: embeddingDefaults,
  export: { codes: false },
};

const longestName = 80;

/**
 * The name of the run: the user's, or one that follows from the data and the options, so that the same command
 * finds its run again and another perplexity makes another run: `mnist`, `mnist-denoising-perplexity-50`. A name
 * taken by other data gets a number: `iris-2`.
 *
 * @param ingestKey the key of the run's first stage, which tells the data apart
 */
export async function runName(options: RunOptions, ingestKey: string): Promise<string> {
  if (options.name !== undefined) return options.name;
  const base = shorten([dataName(options.source), ...unusualOptions(options)].join('-'));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const existing = await readManifest(runPath(options.runs, name));
    if (existing === undefined || (existing.stages.ingest?.key ?? ingestKey) === ingestKey) return name;
  }
}

/** `mydata` for `some/where/mydata.csv`. */
export function dataName([first, ...more]: readonly string[]): string {
  const stem = path.basename(first).replace(/(\.[A-Za-z0-9]{1,8})+$/, '');
  const plain = slug(stem) || 'data';
  return more.length === 0 ? plain : `${plain}-and-${more.length}-more`;
}

/** `perplexity-50`, `denoising`, …: the options that differ from their defaults and change the result. */
function unusualOptions(options: RunOptions): string[] {
  const { autoencoder, embedding, data, backend, seed, skipAutoencoder } = options;
  const groups: [object, object][] = [
    [{ skipAutoencoder, backend, seed }, runDefaults],
    [data, runDefaults.data],
    [autoencoder, runDefaults.autoencoder],
    [embedding, runDefaults.embedding],
  ];
  return groups.flatMap(([chosen, defaults]) =>
    Object.entries(chosen)
      .filter(([key]) => key !== 'seed' || defaults === runDefaults)
      .filter(([key, value]) => !same(value, (defaults as Record<string, unknown>)[key]))
      .map(([key, value]) => (key === 'variant' || key === 'engine' ? slug(value) : slug(`${key} ${value}`))),
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Lower-case words and numbers joined by hyphens. */
function slug(text: unknown): string {
  return String(text)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}

function shorten(name: string): string {
  if (name.length <= longestName) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, longestName - digest.length - 1)}-${digest}`;
}
