import { createHash } from 'node:crypto';
import path from 'node:path';
import { type RunOptions, runDefaults } from './options.js';
import { readManifest } from './store/manifest.js';
import { runPath } from './store/run-folder.js';

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
