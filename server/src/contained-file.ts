import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { HttpError } from './http-error.js';

/**
 * The real path of a run's folder. A name that climbs, or a symbolic link that leads out of the folder of runs, ends as
 * "no such run", so that nothing can be learned about what lies outside.
 */
export async function containedRun(root: string, name: string): Promise<string> {
  const notFound = new HttpError(404, 'run-not-found', `There is no run named “${name}”.`);
  if (!isPlainName(name)) throw notFound;
  const folder = await realpath(path.join(root, name)).catch(() => undefined);
  if (folder === undefined || !isInside(await realpath(root), folder)) throw notFound;
  return folder;
}

/**
 * The real path of a file inside a run's folder, with the same care.
 *
 * @param segments The path inside the run, one name each.
 */
export async function containedFile(
  root: string,
  name: string,
  segments: readonly string[],
): Promise<string> {
  const folder = await containedRun(root, name);
  const notFound = new HttpError(404, 'not-found', `“${name}” has no ${segments.join('/')}.`);
  if (!segments.every(isPlainName)) throw notFound;
  const file = await realpath(path.join(folder, ...segments)).catch(() => undefined);
  if (file === undefined || !isInside(folder, file) || !(await stat(file)).isFile()) throw notFound;
  return file;
}

/** A name without separators that does not begin with a dot. */
function isPlainName(name: string): boolean {
  return /^[^.\0/\\][^\0/\\]*$/.test(name);
}

function isInside(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}
