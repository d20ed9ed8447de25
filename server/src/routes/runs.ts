import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  listRuns,
  type Manifest,
  readManifest,
  runStatus,
  type RunSummary as StoredRun,
  UserError,
} from '@latentscape/pipeline';
import type { RunDetails, RunList, RunSummary } from '@latentscape/web/api';
import { Router } from 'express';
import { containedRun } from '../contained-file.js';
import { HttpError } from '../http-error.js';

/** `GET /api/runs` lists all runs, newest first; `GET /api/runs/:run` is one run's manifest and status. */
export function runRoutes(root: string): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const runs = (await listRuns(root)).map((run) => summarise(root, run));
    response.set('Cache-Control', 'no-store').json({ runs } satisfies RunList);
  });
  router.get('/:run', async (request, response) => {
    const { run } = request.params;
    const folder = await containedRun(root, run);
    const manifest = await readManifest(folder).catch((error) => {
      if (error instanceof UserError) throw new HttpError(422, 'run-unreadable', error.message);
      throw error;
    });
    if (!manifest) throw new HttpError(404, 'run-not-found', `There is no run named “${run}”.`);
    const details: RunDetails = { ...manifest, status: await runStatus(folder, manifest) };
    response.set('Cache-Control', 'no-store').json(details);
  });
  return router;
}

function summarise(root: string, run: StoredRun): RunSummary {
  if (run.status === 'unreadable') return { ...run, hasMap: false };
  const { name, status, manifest } = run;
  const { created, dataset, options, stages } = manifest;
  return {
    name,
    status,
    created,
    dataset,
    variant: variantOf(options),
    seconds: Object.values(stages).reduce((sum, stage) => sum + stage.seconds, 0),
    hasMap: existsSync(path.join(root, name, 'embedding.arrow')),
  };
}

/** The kind of autoencoder, as the options name it; undefined for a run without one. */
function variantOf({ autoencoder, skipAutoencoder }: Manifest['options']): string | undefined {
  const variant = (autoencoder as { variant?: unknown } | undefined)?.variant;
  return typeof variant === 'string' && skipAutoencoder !== true ? variant : undefined;
}
