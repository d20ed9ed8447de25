import { type Manifest, readManifest, UserError } from '@latentscape/pipeline';
import { containedRun } from './contained-file.js';
import { HttpError } from './http-error.js';

/** The folder of a run and its manifest, or the typed error that says why there is none. */
export async function readRun(root: string, name: string): Promise<{ folder: string; manifest: Manifest }> {
  const folder = await containedRun(root, name);
  const manifest = await readManifest(folder).catch((error) => {
    if (error instanceof UserError) throw new HttpError(422, 'run-unreadable', error.message);
    throw error;
  });
  if (!manifest) throw new HttpError(404, 'run-not-found', `There is no run named “${name}”.`);
  return { folder, manifest };
}
