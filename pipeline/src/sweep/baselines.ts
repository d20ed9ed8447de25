import { seededRandom } from '../data/random.js';
import type { Space } from '../quality/space.js';
import { tsne } from '../tsne/tsne.js';
import { principalComponents, randomProjection } from './principal-components.js';

/** What every baseline is given. */
export interface BaselineOptions {
  readonly perplexity: number;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/** A way to a map that needs no autoencoder; a run has to do better to earn its place. */
export interface Baseline {
  readonly name: string;
  /** @returns why it cannot be had for data of this size, or undefined */
  readonly refusal?: (space: Space) => string | undefined;
  /** @returns the map, `rows x 2` */
  readonly layout: (space: Space, options: BaselineOptions) => Promise<Float32Array>;
}

/** Numbers in a table that t-SNE takes as it is. */
const mostRawNumbers = 6e7;

/** Rows that umap-js takes in a minute or so. */
const mostUmapRows = 10_000;

/** As many components as the default code has numbers. */
const components = 32;

export const baselines: readonly Baseline[] = [
  {
    name: 'random projection',
    layout: async (space, { seed }) => everyRow(randomProjection(space, 2, seed)),
  },
  { name: 'PCA', layout: async (space) => everyRow(principalComponents(space, Math.min(2, space.columns))) },
  {
    name: 'PCA-32, t-SNE',
    layout: (space, options) =>
      layoutByTsne(principalComponents(space, Math.min(components, space.columns)), options),
  },
  {
    name: 'raw, t-SNE',
    refusal: ({ rows, columns }) =>
      rows * columns > mostRawNumbers
        ? `${(rows * columns).toLocaleString('en')} numbers; at most ${mostRawNumbers.toLocaleString('en')}`
        : undefined,
    layout: layoutByTsne,
  },
  {
    name: 'PCA-32, UMAP',
    refusal: refuseUmap,
    layout: layoutByUmap,
  },
];

async function layoutByTsne(space: Space, options: BaselineOptions): Promise<Float32Array> {
  const { rows, columns } = space;
  return (await tsne(everyRow(space), { rows, columns, ...options })).embedding;
}

function refuseUmap({ rows }: Space): string | undefined {
  if (!isInstalled('umap-js')) return 'the package umap-js is not installed';
  if (rows <= mostUmapRows) return undefined;
  return `${rows.toLocaleString('en')} rows; umap-js is asked for at most ${mostUmapRows.toLocaleString('en')}`;
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function layoutByUmap(space: Space, { seed }: BaselineOptions): Promise<Float32Array> {
  const { UMAP } = await import('umap-js');
  const reduced = principalComponents(space, Math.min(components, space.columns));
  const points = Array.from({ length: reduced.rows }, (_, row) => [...reduced.take([row])]);
  const map = await new UMAP({ random: seededRandom(seed) }).fitAsync(points);
  return Float32Array.from(map.flat());
}

function everyRow(space: Space): Float32Array {
  return space.take(Uint32Array.from({ length: space.rows }, (_, row) => row));
}
