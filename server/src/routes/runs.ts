import { existsSync } from 'node:fs';
import path from 'node:path';
import { listRuns, type Manifest, runStatus, type RunSummary as StoredRun } from '@latentscape/pipeline';
import type { RunDetails, RunList, RunSummary } from '@latentscape/web/api';
import { Router } from 'express';
import { readRun } from '../read-run.js';

/** `GET /api/runs` lists all runs, newest first; `GET /api/runs/:run` is one run's manifest and status. */
export function runRoutes(root: string): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const runs = (await listRuns(root)).map((run) => summarise(root, run));
    response.set('Cache-Control', 'no-store').json({ runs } satisfies RunList);
  });
  router.get('/:run', async (request, response) => {
    const { folder, manifest } = await readRun(root, request.params.run);
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
    rowsDigest: stages.ingest?.outputs.find((output) => output.path === 'dataset/rows.arrow')?.sha256,
    seconds: Object.values(stages).reduce((sum, stage) => sum + stage.seconds, 0),
    hasMap: existsSync(path.join(root, name, 'embedding.arrow')),
  };
}

/** The kind of autoencoder, as the options name it; undefined for a run without one. */
function variantOf({ autoencoder, skipAutoencoder }: Manifest['options']): string | undefined {
  const variant = (autoencoder as { variant?: unknown } | undefined)?.variant;
  return typeof variant === 'string' && skipAutoencoder !== true ? variant : undefined;
}
