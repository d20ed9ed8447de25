import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { builtinSets } from './builtin.js';
import { expandPattern } from './find-files.js';
import { imagesInFolder } from './images.js';
import type { DataOptions } from './options.js';
import { openSource } from './source.js';

/**
 * Tells data apart by what it is, not by where it lies: a file that was moved is the same, one that was edited is not.
 *
 * @returns name and SHA-256 of every file that the sources and options name, or the name of a built-in set
 * @throws UserError when one of them cannot be read
 */
export async function fingerprint(
  sources: readonly string[],
  { labels, metadata }: DataOptions,
): Promise<readonly (readonly [name: string, sha256: string])[]> {
  if (sources.length === 1 && builtinSets.some(({ name }) => name === sources[0]))
    return [[sources[0], 'built in']];
  const named = (await Promise.all(sources.map(expandPattern))).flat();
  const files = (await Promise.all(named.map(filesOf))).flat();
  const besides = [labels, metadata].filter((file) => file !== undefined);
  const result: [string, string][] = [];
  for (const file of [...files, ...besides]) result.push([basename(file), await sha256Of(file)]);
  return result;
}

async function filesOf(path: string): Promise<string[]> {
  const isFolder = path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory();
  return isFolder ? imagesInFolder(path) : [path];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of (await openSource(path)).chunks()) hash.update(chunk);
  return hash.digest('hex');
}
